using Fla.Tuning;

namespace Fla.Cli.Tests;

/// <summary>Made-up evidence for a small call of kda, as this machine would key it.</summary>
internal static class Times
{
    public const string Op = "kda";
    public const string Shape = "T=64,H=1,K=32";

    /// <summary>Every variant that fits, the one that the cost model prefers first.</summary>
    public static IReadOnlyList<KernelVariant> Variants => [.. Matchup.Contenders.OrderBy(c => c.Cycles).Select(c => c.Variant)];

    public static EvidenceSite Site => Matchup.Problem.Site(Device.Cpu, Toolchain.Cpu, RacePolicy.Cpu.Key);

    public static Matchup Matchup
    {
        get
        {
            KernelIndex.Register();
            return Tunables.Find(Op)!.Match(new(Shape, ElementType.Float32));
        }
    }

    /// <summary>Some variants with their microseconds.</summary>
    public static Evidence[] Of(params (KernelVariant Variant, int Microseconds)[] times) =>
        [.. times.Select(t => Entry(t.Variant, Site, [.. Enumerable.Range(0, 8).Select(i => (t.Microseconds * 1000L) + i)], null))];

    public static Evidence Rejection(KernelVariant variant, string reason) => Entry(variant, Site.Gate(), [], reason);

    public static Evidence Entry(KernelVariant variant, EvidenceSite site, long[] samples, string? rejection, string? hash = null, int year = 2026) => new()
    {
        Kernel = variant.Kernel,
        Variant = variant.Id,
        ContentHash = hash ?? variant.ContentHash,
        Site = site,
        Session = "made-up",
        When = new(year, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Samples = [.. samples],
        Rejection = rejection,
    };

    /// <summary>The entry without its signature.</summary>
    public static Evidence Unsigned(Evidence entry) => Evidence.TryParse(entry.Line, out Evidence? bare, out string? problem) ? bare : throw new InvalidDataException(problem);

    public static string Write(string path, params Evidence[] entries)
    {
        LockFile.Write(path, entries);
        return path;
    }
}
