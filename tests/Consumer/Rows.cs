using Fla;

namespace Consumer;

/// <summary>How much the norm of so many rows has to do.</summary>
internal readonly record struct Rows(int Count) : IWorkload<ResidualNormKernel.Variant>
{
    public long Programs(ResidualNormKernel.Variant variant) => (Count + variant.rows - 1) / variant.rows;

    public long Extent(ResidualNormKernel.Variant variant) => 1;
}
