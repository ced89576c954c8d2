namespace Fla;

/// <summary>A variant that fits a problem.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Cycles">What the cost model expects of it: see <see cref="Heuristic"/>.</param>
/// <param name="Segments">In how many segments, side by side, it would walk the extent; 1 for a walk in one piece.</param>
public readonly record struct Contender(KernelVariant Variant, double Cycles, int Segments = 1)
{
    /// <summary>What the cost model expects of it on one core: the same for any number of threads. On a GPU, <see cref="Cycles"/>.</summary>
    public double Work { get; init; } = Cycles;

    /// <summary>An order that depends on the call alone, not on how many threads it has: its first gives the bits of <see cref="Tuning.NumericsMode.Fixed"/>.</summary>
    internal static int ByWork(Contender a, Contender b)
    {
        int order = a.Work.CompareTo(b.Work);
        return order != 0 ? order : string.CompareOrdinal(a.Variant.Id, b.Variant.Id);
    }

    /// <summary>Canonical order, in which ties are broken: the cheapest by the cost model first, then by id.</summary>
    internal static int Canonical(Contender a, Contender b)
    {
        int order = a.Cycles.CompareTo(b.Cycles);
        return order != 0 ? order : string.CompareOrdinal(a.Variant.Id, b.Variant.Id);
    }
}
