using Fla;

namespace Consumer;

/// <summary>How much the norm of so many rows has to do.</summary>
internal readonly record struct Rows(int Count) : IWorkload<ResidualNormKernel.Variant>
{
    public WorkSize Size => new(Extent: 1, Parallelism: Count);

    public Grid Grid(int rows) => new((Count + rows - 1) / rows);

    public long Programs(ResidualNormKernel.Variant variant) => Grid(variant.rows).Count;

    public long Extent(ResidualNormKernel.Variant variant) => 1;
}
