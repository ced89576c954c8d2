using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Plans;

/// <summary>
/// The plan of the delta chunk for K = BV = 128, C = 16. The bounds are what it reached: a change that needs more passes or memory
/// must say why here.
/// </summary>
public sealed class DeltaPlanTests
{
    private static readonly IReadOnlyDictionary<string, TemplateModel> Delta = Templates.Models([.. Source.EmbeddedIn("Kernels")]);

    [Theory]
    [InlineData("None", 16, 130752)]
    [InlineData("PerHead", 21, 132224)]
    [InlineData("PerKey", 28, 187584)]
    public void Chunk(string decay, int passes, int bytes)
    {
        KernelPlan plan = Templates.Plan(Delta["DeltaChunk"], $"K128-BV128-C16-{decay}-Key");
        ForStep loop = plan.Steps.OfType<ForStep>().Single();
        int used = KernelPlan.Flatten(loop.Body).OfType<Pass>().Count();
        Assert.True(used <= passes, $"{used} passes in the loop, {passes} at most");
        Assert.True(plan.Buffers.Length * 4 <= bytes, $"{plan.Buffers.Length * 4} bytes of scratch memory, {bytes} at most");
    }

    [Theory]
    [InlineData("DeltaChunk", "K128-BV128-C16-None-Key")]
    [InlineData("DeltaChunk", "K128-BV128-C16-PerHead-Key")]
    [InlineData("DeltaChunk", "K128-BV128-C16-PerKey-Key")]
    [InlineData("DeltaRecurrent", "K128-BV64-None-Key")]
    [InlineData("DeltaRecurrent", "K128-BV64-PerHead-Key")]
    [InlineData("DeltaRecurrent", "K128-BV64-PerKey-Key")]
    public void TheStateIsUpdatedInPlace(string template, string variant)
    {
        KernelPlan plan = Templates.Plan(Delta[template], variant);
        ForStep loop = plan.Steps.OfType<ForStep>().Single();
        Assert.Contains(loop.Op.Results, static r => r.IsTile && r.Tile is { Rows: 128, Columns: 128 or 64 });
        Assert.Equal(0, PassTests.Copies(plan));
    }

    [Fact]
    public void TheRecurrentStateIsWalkedTwiceAToken()
    {
        KernelPlan plan = Templates.Plan(Delta["DeltaRecurrent"], "K128-BV64-None-Key");
        ForStep loop = plan.Steps.OfType<ForStep>().Single();
        Ir.Value state = loop.Op.Regions[0].Arguments.Single(static a => a.IsTile);
        Assert.Equal(2, KernelPlan.Flatten(loop.Body).OfType<Pass>().Count(p => p.Inputs(plan.Access).Any(i => i.Item1 == state)));
    }
}
