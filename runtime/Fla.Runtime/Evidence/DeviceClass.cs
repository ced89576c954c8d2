namespace Fla.Tuning;

/// <summary>Devices whose measurements say something about each other: CPUs with vectors of one width, GPUs of one architecture.</summary>
/// <param name="Start">How their ids begin: <c>cuda-sm_90-</c>.</param>
/// <param name="End">How they end: <c>-v512</c>.</param>
public readonly record struct DeviceClass(string Start, string End)
{
    /// <summary>The class of a device.</summary>
    /// <param name="device">Its id: <see cref="Fla.Device.Id"/>.</param>
    public static DeviceClass Of(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        string[] parts = device.Split('-');
        return parts switch
        {
            ["cuda", var architecture, _, ..] => new($"cuda-{architecture}-", ""),
            [var kind, _, .., var width] => new($"{kind}-", $"-{width}"),
            _ => new(device, device),
        };
    }

    /// <summary>Whether a device is of the class.</summary>
    public bool Has(ReadOnlySpan<char> device) => device.StartsWith(Start, StringComparison.Ordinal) && device.EndsWith(End, StringComparison.Ordinal);
}
