using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Specialise;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Plans;

/// <summary>Decays between tokens as differences of one running sum: where that says the same, and nowhere else.</summary>
public sealed class SegmentRewriterTests
{
    private const string Masked = "Tile between = Tile.Where(row >= column, Tile.Exp(segment), 0);";

    [Fact]
    public void TheDecaysOfTheDeltaRuleAreDifferences()
    {
        TemplateModel template = Templates.Models([.. Source.EmbeddedIn("Kernels")])["DeltaChunk"];
        Assert.All(
            Binder.Bind(template, CompilerOptions.Default.ForCuda()).Where(static v => v.Suffix.Contains("-PerHead-", StringComparison.Ordinal)),
            v => Assert.Equal(0, Scans(template, v)));
    }

    [Theory]
    [InlineData(Masked, "y[.., ..].Store(between);", 0)]
    [InlineData(Masked, "y[.., ..].Store(between * between.Row(15).T);", 0)]
    // Read above the diagonal, or not only through its exponential.
    [InlineData("Tile between = Tile.Exp(segment);", "y[.., ..].Store(between);", 1)]
    [InlineData("Tile between = Tile.Where(row > column, Tile.Exp(segment), 0);", "y[.., ..].Store(between);", 1)]
    [InlineData("Tile between = Tile.Where(row >= column, Tile.Exp(segment), 1);", "y[.., ..].Store(between);", 0)]
    [InlineData(Masked, "y[.., ..].Store(between + segment);", 1)]
    [InlineData("Tile between = Tile.Where(row >= column, segment, 0);", "y[.., ..].Store(between);", 1)]
    public void OnlyExponentsOnOrUnderTheDiagonal(string between, string end, int scans)
    {
        TemplateModel template = Templates.Model($$"""
            [KernelTemplate] public static void Own(Block block, [HeadDim(16)] int K, In<float> g, Out<float> y)
            {
                Tile row = Tile.RowIndex(16), column = Tile.ColIndex(16);
                Tile segment = Tile.CumSum(Tile.Where(row > column, g[..].LoadColumn(16), 0), 0);
                {{between}}
                {{end}}
            }
            """);
        Assert.Equal(scans, Scans(template, Assert.Single(Binder.Bind(template, CompilerOptions.Default.ForCuda()))));
    }

    /// <summary>Running sums of whole matrices that are left.</summary>
    private static int Scans(TemplateModel template, Variant variant) =>
        Count(SegmentRewriter.Rewrite(new Specialiser(template, variant).Run()).Body);

    private static int Count(Region region) => region.Ops.Sum(static o => (o is { Code: OpCode.CumSum, Result.Tile.IsMatrix: true } ? 1 : 0) + o.Regions.Sum(Count));
}
