namespace Fla.Tuning;

/// <summary>Which entries to read: null is any.</summary>
public sealed record EvidenceFilter
{
    /// <summary>The kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary>The element type.</summary>
    public string? Element { get; init; }

    /// <summary>The head dimensions and choices.</summary>
    public string? Dims { get; init; }

    /// <summary>The class of shapes.</summary>
    public string? Bucket { get; init; }

    /// <summary>The device.</summary>
    public string? Device { get; init; }

    /// <summary>The class that the device is of.</summary>
    public DeviceClass? Devices { get; init; }

    /// <summary>The toolchain.</summary>
    public string? Toolchain { get; init; }

    /// <summary>Whether an entry is one of those.</summary>
    public bool Matches(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return Is(Kernel, evidence.Kernel) && Is(Element, evidence.Site.Element) && Is(Dims, evidence.Site.Dims)
            && Is(Bucket, evidence.Site.Bucket) && Is(Toolchain, evidence.Site.Toolchain) && MayHave(evidence.Site.Device);
    }

    /// <summary>Whether entries of a device may be among those.</summary>
    public bool MayHave(string device) => Is(Device, device) && Devices?.Has(device) != false;

    private static bool Is(string? wanted, string given) => wanted is null || wanted == given;
}
