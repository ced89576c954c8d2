namespace Fla;

/// <summary>How much one call has to do: programs are slices of V × value heads × sequences, and each walks its tokens.</summary>
internal readonly struct Work(Family family, int sequences, int heads, int columns, long tokens) : IWorkload<KernelVariant>
{
    public bool IsEmpty => (long)sequences * heads * columns == 0;

    public WorkSize Size => new(tokens, Walks);

    /// <summary>Sequences × value heads.</summary>
    public long Walks => (long)sequences * heads;

    /// <summary>V.</summary>
    public int Columns => columns;

    /// <summary>Tokens of the longest sequence.</summary>
    public long Tokens => tokens;

    public Grid Grid(int slice) => new((columns + slice - 1) / slice, heads, sequences);

    public Grid Grid(KernelVariant variant) => Grid(family.SliceOf(variant));

    public long Programs(KernelVariant variant) => Grid(variant).Count;

    public long Extent(KernelVariant variant) => tokens;
}
