namespace Fla.Cli;

/// <summary>What a device can do at most.</summary>
/// <param name="BytesPerSecond">Bytes a second from memory.</param>
/// <param name="FlopsPerSecond">Floating-point operations a second.</param>
/// <param name="Source">Who says so.</param>
internal sealed record DeviceLimits(double BytesPerSecond, double FlopsPerSecond, string Source)
{
    /// <summary>Operations a second that can be reached with so many of them a byte.</summary>
    public double At(double intensity) => Math.Min(FlopsPerSecond, intensity * BytesPerSecond);
}
