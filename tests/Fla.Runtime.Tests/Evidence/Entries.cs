using System.Collections.Immutable;
using CsCheck;
using Fla.Tuning;

namespace Fla.Tests.Stores;

/// <summary>Entries for tests of stores.</summary>
internal static class Entries
{
    public const string Kernel = "delta";
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly EvidenceSite Site = new("f32", "K=128,V=128", "T=2048,N=8,threads=2", "x64-avx512", "net10.0", "race-1");

    /// <summary>Any valid entry, with few enough keys that entries meet.</summary>
    public static readonly Gen<Evidence> Any =
        from variant in Gen.Int[0, 5]
        from hash in Gen.Int[0, 2]
        from bucket in Gen.OneOf(EvidenceSite.AnyBucket, "T=64,N=1", "T=2048,N=8", "Ü=∞")
        from second in Gen.Int[0, 4]
        from session in Gen.OneOf("s1", "s2", "ﬀ")
        from error in Gen.OneOf<double>(Gen.Double[0, 1], Gen.OneOf(0.0, 1.0, 1e-7, double.Epsilon))
        from samples in Gen.OneOf<long>(Gen.Long[0, 100_000_000_000_000], Gen.Long[1, 2000]).Array[0, Evidence.MaxSamples - 1]
        from reason in Gen.OneOf<string?>(Gen.Const((string?)null), Gen.OneOf("NaN in o", "a  b", " x", "?").Select(static r => (string?)r))
        from own in Gen.Bool
        from bits in Gen.OneOf<string?>(Gen.Const((string?)null), Gen.OneOf("kda-00ff", "ﬀ").Select(static b => (string?)b))
        from signed in Gen.Int[0, 2]
        let gate = bucket == EvidenceSite.AnyBucket
        select new Evidence
        {
            Kernel = Kernel,
            Variant = $"{Kernel}/cpu/f32-{variant}",
            ContentHash = Hash(hash),
            Site = Site with { Bucket = bucket },
            Session = session,
            When = Noon.AddSeconds(second),
            Error = error,
            Samples = gate ? [] : [.. samples, 7],
            Rejection = reason,
            Numerics = bits,
            Signature = signed == 0 ? null : new("0123456789abcdef", [.. Enumerable.Range(signed, 64).Select(static i => (byte)(i * 37))]),
            Origin = own ? EvidenceOrigin.Own : EvidenceOrigin.Foreign,
        };

    public static Evidence Timed(int variant, int second = 0, EvidenceOrigin origin = EvidenceOrigin.Own, params ImmutableArray<long> samples) => new()
    {
        Kernel = Kernel,
        Variant = $"{Kernel}/cpu/f32-{variant}",
        ContentHash = Hash(variant),
        Site = Site,
        Session = "s1",
        When = Noon.AddSeconds(second),
        Error = 1e-6,
        Samples = samples.IsDefaultOrEmpty ? [1000, 1010, 990] : samples,
        Origin = origin,
    };

    public static Evidence Gate(int variant, string? rejection, EvidenceOrigin origin = EvidenceOrigin.Own) => new()
    {
        Kernel = Kernel,
        Variant = $"{Kernel}/cpu/f32-{variant}",
        ContentHash = Hash(variant),
        Site = Site.Gate(),
        Session = "s1",
        When = Noon,
        Rejection = rejection,
        Origin = origin,
    };

    public static string[] Lines(IEnumerable<Evidence> entries) => [.. entries.Select(static e => $"{e.Origin} {e.Text}").Order(StringComparer.Ordinal)];

    private static string Hash(int of) => of.ToString("x64");
}
