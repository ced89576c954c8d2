using System.Text.RegularExpressions;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Plain;

/// <summary>The five plain templates, in each element type, against the interpreter on odd sizes.</summary>
public sealed class PlainTemplateTests(PlainTemplateTests.Build build) : IClassFixture<PlainTemplateTests.Build>
{
    [Fact]
    public void MatrixProduct() => Each("MatrixProduct", static v =>
        (new Grid(Programs(45, v, "BN"), Programs(37, v, "BM")), [Argument.Tensor(37, 51).Strided(), Argument.Tensor(51, 45).Strided(), Argument.Tensor(37, 45).Strided()]));

    [Fact]
    public void RowSoftmax() => Each("RowSoftmax", static v =>
        (new Grid(Programs(21, v, "BR")), [Argument.Tensor(21, 61), Argument.Tensor(21, 61)]));

    [Fact]
    public void RmsNorm() => Each("RmsNorm", static v =>
        (new Grid(Programs(19, v, "BR")), [Argument.Tensor(19, 53).Strided(1), Argument.Tensor(53), Argument.Tensor(19, 53).Strided(5), Argument.Of(1e-5f)]));

    [Fact]
    public void CausalAttention() => Each("CausalAttention", static v =>
        (new Grid(Programs(37, v, "BQ"), 2, 1), [Argument.Tensor(1, 37, 2, 47), Argument.Tensor(1, 37, 2, 47), Argument.Tensor(1, 37, 2, 63), Argument.Tensor(1, 37, 2, 63), Argument.Of(0.3f)]));

    [Fact]
    public void PrefixSum() => Each("PrefixSum", static v =>
        (new Grid(Programs(35, v, "BC")), [Argument.Tensor(83, 35).Strided(2), Argument.Tensor(83, 35)]));

    private void Each(string template, Func<KernelVariant, (Grid, Argument[])> launch)
    {
        Kernel kernel = build.Kernels[template];
        foreach (KernelVariant variant in kernel.Variants)
        {
            (Grid grid, Argument[] arguments) = launch(variant);
            kernel.Check(variant, grid, arguments);
        }
    }

    private static int Programs(int extent, KernelVariant variant, string block)
    {
        int size = int.Parse(variant.Constants.Single(c => c.Key == block).Value, System.Globalization.CultureInfo.InvariantCulture);
        return (extent + size - 1) / size;
    }

    public sealed class Build : IDisposable
    {
        private static readonly Options Few = new(("FlaHeadDims", "64"), ("FlaChunkSizes", "32"));

        internal KernelAssembly Kernels { get; } = KernelAssembly.Build(GeneratorRun.Of([Smaller(Source.Embedded("PlainTemplates.cs"))], Few));

        /// <summary>One value of each list: variants differ in shapes alone, and every one costs compile time.</summary>
        private static Source Smaller(Source templates) => templates with { Text = Regex.Replace(templates.Text, @"\[Tune\((\d+)[^\]]*\]", "[Tune($1)]") };

        public void Dispose() => Kernels.Dispose();
    }
}
