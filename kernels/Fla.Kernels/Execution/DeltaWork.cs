namespace Fla;

/// <summary>How much one call has to do: programs are slices of V × value heads × sequences, and each walks its tokens.</summary>
internal readonly struct DeltaWork(int sequences, int heads, int columns, long tokens) : IWorkload<DeltaChunkKernel.Variant>, IWorkload<DeltaRecurrentKernel.Variant>
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

    public long Programs(DeltaChunkKernel.Variant variant) => Grid(variant.BV).Count;

    public long Programs(DeltaRecurrentKernel.Variant variant) => Grid(variant.BV).Count;

    public long Extent(DeltaChunkKernel.Variant variant) => tokens;

    public long Extent(DeltaRecurrentKernel.Variant variant) => tokens;
}
