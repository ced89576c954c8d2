using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Specialise;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Plans;

/// <summary>What the plan for GPUs makes of the delta family.</summary>
public sealed class CudaPlanTests
{
    private static readonly IReadOnlyDictionary<string, TemplateModel> Delta = Templates.Models([.. Source.EmbeddedIn("Kernels")]);

    /// <summary>Norms, gates and rates scale rows of q and k: none of them may stand between a product and the tile that was loaded.</summary>
    [Theory]
    [InlineData("bf16", "None")]
    [InlineData("bf16", "PerHead")]
    [InlineData("f32", "None")]
    [InlineData("f32", "PerHead")]
    public void ScalesLeaveTheOperandsOfProducts(string element, string decay)
    {
        CudaPlan plan = Plan("DeltaChunk", $"{element}-K64-BV64-C32-{decay}-Key");
        List<Value> loaded = [.. Ops(plan.Program.Body).Where(o => o.Code == OpCode.Dot && plan.Uses.IsNeeded(o)).SelectMany(static o => o.Arguments).Select(CudaPlan.Base)
            .Where(static v => v.Definition is { Code: OpCode.Load })];
        Assert.Equal(7, loaded.Count);
        Assert.DoesNotContain(Ops(plan.Program.Body), o => o.Code == OpCode.Dot && plan.Uses.IsNeeded(o) && o.Arguments.Any(a => ScalesALoad(CudaPlan.Base(a))));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("PerHead")]
    [InlineData("PerKey")]
    public void ChunksPrepareTheirInverseAhead(string decay)
    {
        CudaPlan plan = Plan("DeltaChunk", $"bf16-K64-BV64-C{(decay == "PerKey" ? 16 : 32)}-{decay}-Key");
        Assert.NotNull(plan.Pipeline);
        Assert.Contains(plan.Pipeline.Ahead, static o => o.Code == OpCode.Inverse);
        Assert.DoesNotContain(plan.Pipeline.Ahead, static o => o.Code == OpCode.Store);
        Region loop = plan.Pipeline.Loop.Regions[0];
        HashSet<Value> carried = [.. loop.Arguments.Where(static a => a.IsTile)];
        Assert.DoesNotContain(plan.Pipeline.Ahead, o => o.Arguments.Any(carried.Contains));
    }

    [Fact]
    public void TokensAreNotPreparedAhead() => Assert.Null(Plan("DeltaRecurrent", "bf16-K64-BV64-PerHead-Key").Pipeline);

    private static bool ScalesALoad(Value value) =>
        value.Definition is { Code: OpCode.Binary, Attribute: "Multiply" } op && op.Arguments.Any(static a => a.Definition is { Code: OpCode.Load } load && load.Result.Tile.IsMatrix);

    private static IEnumerable<Op> Ops(Region region) => region.Ops.SelectMany(static o => o.Regions.SelectMany(Ops).Prepend(o));

    private static CudaPlan Plan(string template, string suffix)
    {
        TemplateModel model = Delta[template];
        Variant variant = Binder.Bind(model, CompilerOptions.Default.ForCuda()).Single(v => v.Suffix == suffix);
        return CudaPlan.Make(new Specialiser(model, variant).Run(), [.. Enumerable.Range(0, model.Parameters.Count).Where(i => Lower.Cuda.CudaEmitter.IsOperand(model, variant, i))], isWide: variant.Element == "float");
    }
}
