using Fla.Tuning;

namespace Fla.Bench;

/// <summary>Entries like those of a long life: sites of 20 variants each, 16 samples a variant.</summary>
internal static class StoreEntries
{
    /// <summary>Variants of one site.</summary>
    public const int Variants = 20;

    private const int Samples = 16;

    public static Evidence[] Make(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(i => At(i, random))];
    }

    /// <summary>Another entry than those of <see cref="Make"/> with fewer.</summary>
    public static Evidence New(int number) => At(number, new(number));

    /// <summary>All that a look-up names.</summary>
    public static EvidenceFilter Exact(int site) => new()
    {
        Kernel = "delta_chunk",
        Element = Site(site).Element,
        Dims = Site(site).Dims,
        Bucket = Site(site).Bucket,
        Device = Site(site).Device,
        Toolchain = Site(site).Toolchain,
    };

    private static Evidence At(int i, Random random) => new()
    {
        Kernel = "delta_chunk",
        Variant = $"delta_chunk/cpu/f32-K128-V128-C{i % Variants}",
        ContentHash = (i % Variants).ToString("x64", System.Globalization.CultureInfo.InvariantCulture),
        Site = Site(i / Variants),
        Session = $"s{i / Variants}",
        When = DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(random.Next(100_000_000)),
        Error = random.NextSingle() * 1e-5,
        Samples = [.. Enumerable.Range(0, Samples).Select(_ => random.NextInt64(1_000_000, 2_000_000))],
        Origin = EvidenceOrigin.Own,
    };

    private static EvidenceSite Site(int i) => new("f32", "K=128,V=128", $"T={i},N=8,threads=2", "cpu-x64-avx512", "net10.0-x64", "race-1");
}
