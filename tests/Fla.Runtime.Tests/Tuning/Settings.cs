using System.Collections.Immutable;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>A machine that does not exist, and evidence of it.</summary>
internal static class Settings
{
    public static readonly Device Device = new("cpu-Maker-01-02-v512", "cpu-Maker-01-v512", "Maker's CPU");
    public static readonly Toolchain Toolchain = new() { DotNet = "10.0.1", Compiler = "jit" };
    public static readonly DateTimeOffset When = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static DispatcherSettings With(params IEnumerable<Evidence> evidence) => new()
    {
        Device = Device,
        Toolchain = Toolchain,
        Store = new MemoryStore("test", evidence),
    };

    public static EvidenceSite Site(Problem? problem = null) => (problem ?? Planted.Problem()).Site(Device, Toolchain, RacePolicy.Cpu.Key);

    /// <summary>Eight samples around a time, paired by the session.</summary>
    public static Evidence Time(KernelVariant variant, long nanoseconds, EvidenceOrigin origin = EvidenceOrigin.Own, EvidenceSite? site = null, string session = "s1") => new()
    {
        Kernel = variant.Kernel,
        Variant = variant.Id,
        ContentHash = variant.ContentHash,
        Site = site ?? Site(),
        Session = session,
        When = When,
        Samples = [.. Enumerable.Range(0, 8).Select(i => nanoseconds + (nanoseconds * (i % 3) / 1000))],
        Error = 1e-7,
        Origin = origin,
    };

    public static Evidence Gate(KernelVariant variant, string? rejection, EvidenceOrigin origin = EvidenceOrigin.Own, string? bits = null) => new()
    {
        Kernel = variant.Kernel,
        Variant = variant.Id,
        ContentHash = variant.ContentHash,
        Site = Site().Gate(),
        Session = "gate",
        When = When,
        Samples = ImmutableArray<long>.Empty,
        Rejection = rejection,
        Numerics = bits,
        Origin = origin,
    };
}
