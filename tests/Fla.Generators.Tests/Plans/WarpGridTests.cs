using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Specialise;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Plans;

/// <summary>Which kernels' warps share both axes of what they accumulate, and in which shape.</summary>
public sealed class WarpGridTests
{
    private static readonly IReadOnlyDictionary<string, TemplateModel> Known = Templates.Models([Source.Embedded("PlainTemplates.cs"), .. Source.EmbeddedIn("Kernels")]);

    [Theory]
    [InlineData("bf16-BM256-BN128-BK64", 4, 2)]
    [InlineData("f16-BM256-BN128-BK32", 4, 2)]
    [InlineData("bf16-BM128-BN128-BK64", 2, 2)]
    [InlineData("f32-BM128-BN128-BK32", 2, 2)]
    [InlineData("bf16-BM64-BN64-BK32", 2, 2)]
    [InlineData("bf16-BM32-BN64-BK32", 4, 1)]
    [InlineData("bf16-BM32-BN32-BK16", 2, 1)]
    public void AProductTakesTheFewestOperands(string suffix, int down, int across)
    {
        Distribution spread = Plan(Known["MatrixProduct"], suffix).Distribution;
        Assert.Equal((down, across), (spread.Warps / spread.Across, spread.Across));
    }

    /// <summary>Sums along rows, rescaled sums, and products that are stored at once.</summary>
    [Theory]
    [InlineData("RowSoftmax")]
    [InlineData("RmsNorm")]
    [InlineData("CausalAttention")]
    [InlineData("PrefixSum")]
    [InlineData("DeltaChunk")]
    [InlineData("DeltaRecurrent")]
    [InlineData("SegmentRound")]
    [InlineData("SegmentScan")]
    [InlineData("SegmentApply")]
    public void OthersShareOneAxis(string template) =>
        Assert.All(Binder.Bind(Known[template], CompilerOptions.Default.ForCuda()), v => Assert.Equal(1, Plan(Known[template], v.Suffix).Distribution.Across));

    [Theory]
    [InlineData("y[.., ..].Store(sum);", 2)]
    [InlineData("y[.., ..].Store(Tile.Exp(sum) * bias[..].LoadColumn(64) + bias[..].LoadRow(64));", 2)]
    [InlineData("y[.., ..].Store(Tile.Where(Tile.ColIndex(64) <= Tile.RowIndex(64), sum, 0f));", 2)]
    [InlineData("y[.., ..].Store(sum / Tile.Sum(sum, 1));", 1)]
    [InlineData("y[.., ..].Store(sum - Tile.MaxOf(sum, 0));", 1)]
    [InlineData("y[.., ..].Store(Tile.CumSum(sum, 1));", 1)]
    [InlineData("y[.., ..].Store(sum.T);", 1)]
    [InlineData("y[.., ..].Store(sum.Slice(0, 64, 0, 32));", 1)]
    [InlineData("y[.., ..].Store(Tile.Dot(sum, x[.., ..].Load(64, 64)));", 1)]
    public void WhatIsMadeOfTheSumDecides(string end, int across) => Assert.Equal(across, Grid("sum += Tile.Dot(left, right);", end));

    [Theory]
    [InlineData("sum = sum * 0.5f + Tile.Dot(left, right);")]
    [InlineData("sum += Tile.Dot(left, right); y[.., ..].Store(sum);")]
    [InlineData("sum += Tile.Dot(Tile.Exp(left), right);")]
    [InlineData("sum += Tile.Dot(Tile.Dot(left, left), right);")]
    public void WhatALoopDoesDecides(string body) => Assert.Equal(1, Grid(body, "y[.., ..].Store(sum);"));

    private static int Grid(string body, string end)
    {
        TemplateModel model = Templates.Model($$"""
            [KernelTemplate]
            public static void Product<[Element(typeof(BFloat16))] T>(Block block, In<T> x, In<float> bias, Out<T> y) where T : unmanaged
            {
                Tile sum = Tile.Zeros(64, 64);
                for (int k = 0; k < x.Dim(0); k += 64)
                {
                    Tile left = x[.., k..(k + 64)].Load(64, 64);
                    Tile right = x[k..(k + 64), ..].Load(64, 64);
                    {{body}}
                }
                {{end}}
            }
            """);
        return Plan(model, Binder.Bind(model, CompilerOptions.Default.ForCuda()).Single().Suffix).Distribution.Across;
    }

    private static CudaPlan Plan(TemplateModel model, string suffix)
    {
        Variant variant = Binder.Bind(model, CompilerOptions.Default.ForCuda()).Single(v => v.Suffix == suffix);
        return CudaPlan.Make(new Specialiser(model, variant).Run(), [.. Enumerable.Range(0, model.Parameters.Count).Where(i => Lower.Cuda.CudaEmitter.IsOperand(model, variant, i))], isWide: variant.Element == "float");
    }
}
