using Fla.Tuning;

namespace Fla.Cli.Tests;

/// <summary>Reports of made-up evidence.</summary>
internal static class Pages
{
    /// <summary>Limits that nobody measured: 100 GB/s and 1 TFLOP/s on whatever CPU.</summary>
    public static readonly LimitTable Limits = new(["cpu-*=100,1"], _ => throw new InvalidOperationException("nothing is to be measured"));

    public static EvidenceReport Of(params IReadOnlyList<Evidence> entries)
    {
        KernelIndex.Register();
        return new(new("made up", entries, []), Limits, [], KnownBad.None);
    }

    public static string Html(params IReadOnlyList<Evidence> entries) => HtmlPage.Render(Of(entries), DateTimeOffset.UnixEpoch);

    /// <summary>An entry of a variant that no build has.</summary>
    public static Evidence Unknown(string variant, string reason = "", string device = "cpu-Other-01-02-v512", string dims = "K=64", long nanoseconds = 1000) => new()
    {
        Kernel = variant.Split('/')[0],
        Variant = variant,
        ContentHash = new string('0', 64),
        Site = new("f32", dims, reason.Length > 0 ? EvidenceSite.AnyBucket : "T=64,N=1", device, "dotnet-10.0.1-jit", "race-0"),
        Session = "s",
        When = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Samples = reason.Length > 0 ? [] : [nanoseconds],
        Rejection = reason.Length > 0 ? reason : null,
    };
}
