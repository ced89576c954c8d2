using System.Runtime.InteropServices;

namespace Fla.Cli;

/// <summary>Where Fla runs: what its tests run on, and what is expected to work.</summary>
internal static class Platforms
{
    public const int DotNet = 10;

    public static IReadOnlyList<Platform> All { get; } =
    [
        new("Linux", Architecture.X64, "tested"),
        new("Linux", Architecture.Arm64, "expected"),
        new("Windows", Architecture.X64, "expected"),
        new("Windows", Architecture.Arm64, "expected"),
        new("macOS", Architecture.Arm64, "expected"),
        new("macOS", Architecture.X64, "expected"),
    ];

    public static Platform Here { get; } = new(
        OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "other",
        RuntimeInformation.ProcessArchitecture,
        "unknown");

    /// <summary>This machine's row, or null when it is not in the table.</summary>
    public static Platform? Row => All.FirstOrDefault(p => p.IsHere);
}

/// <summary>One row of the table.</summary>
/// <param name="System">The operating system.</param>
/// <param name="Architecture">The processor.</param>
/// <param name="Status">tested or expected.</param>
internal sealed record Platform(string System, Architecture Architecture, string Status)
{
    public bool IsHere => System == Platforms.Here.System && Architecture == Platforms.Here.Architecture;

    public string Name => $"{System} {Architecture.ToString().ToLowerInvariant()}";
}
