using Fla.Tuning;

namespace Fla;

/// <summary>
/// What it costs to go by evidence of another device or toolchain, found where both were measured: the time here of the variant that the
/// other's times choose, over the best time here.
/// </summary>
/// <param name="Pairs">Keys that were measured on both sides.</param>
/// <param name="GeometricMean">The geometric mean of the ratios; 1 is no cost.</param>
/// <param name="Worst">The largest ratio.</param>
public sealed record FallbackRegret(int Pairs, double GeometricMean, double Worst)
{
    /// <summary>Fewer variants than this compare nothing.</summary>
    private const int FewestVariants = 2;

    /// <summary>The regret, or null when no key was measured on both sides or neither says anything about the other.</summary>
    /// <param name="evidence">The evidence; of one key and variant the entry that is vouched for best counts.</param>
    /// <param name="variants">Who competes, in canonical order: <see cref="Decision.Considered"/> has it.</param>
    /// <param name="asked">A key of the device and toolchain that are asked about; of its sizes and dims nothing counts.</param>
    /// <param name="decided">A key of the device and toolchain whose evidence decided.</param>
    /// <param name="gain">The ratio that makes a variant slower for certain: <see cref="RacePolicy.Gain"/>.</param>
    public static FallbackRegret? Of(
        IEnumerable<Evidence> evidence, IReadOnlyList<KernelVariant> variants, EvidenceSite asked, EvidenceSite decided, double gain)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(decided);
        if (Place(asked) == Place(decided) || Nearness.Distance(asked, asked with { Device = decided.Device, Toolchain = decided.Toolchain }) is null)
            return null;
        Dictionary<string, string> hashes = variants.ToDictionary(static v => v.Id, static v => v.ContentHash);
        ILookup<(string Device, string Toolchain), Evidence> times = evidence
            .Where(e => e.Count > 0 && e.Site.Element == asked.Element && e.Site.Policy == asked.Policy && hashes.GetValueOrDefault(e.Variant) == e.ContentHash)
            .OrderByDescending(static e => e.Origin)
            .ToLookup(static e => Place(e.Site));
        ILookup<(string, string), Evidence> here = ByKey(times[Place(asked)]), there = ByKey(times[Place(decided)]);
        double[] ratios = [.. here.Where(key => there.Contains(key.Key)).Select(key => Ratio(key, there[key.Key], variants, gain)).OfType<double>()];
        return ratios.Length == 0 ? null : new(ratios.Length, Math.Exp(ratios.Average(Math.Log)), ratios.Max());
    }

    private static double? Ratio(IEnumerable<Evidence> here, IEnumerable<Evidence> there, IReadOnlyList<KernelVariant> variants, double gain)
    {
        (Evidence Here, Evidence There)[] both =
            [.. variants.Select(v => (Of(v, here), Of(v, there))).Where(static b => b is { Item1: not null, Item2: not null }).Select(static b => (b.Item1!, b.Item2!))];
        if (both.Length < FewestVariants)
            return null;
        Evidence chosen = Verdict.Choose([.. both.Select(static b => (b.Here, b.There))], gain).Variant;
        return chosen.Median / both.Min(static b => b.Here.Median);

        static Evidence? Of(KernelVariant variant, IEnumerable<Evidence> measured) => measured.FirstOrDefault(e => e.Variant == variant.Id);
    }

    private static ILookup<(string Dims, string Bucket), Evidence> ByKey(IEnumerable<Evidence> evidence) => evidence.ToLookup(static e => (e.Site.Dims, e.Site.Bucket));

    private static (string Device, string Toolchain) Place(EvidenceSite site) => (site.Device, site.Toolchain);
}
