using Fla.Bench;

namespace Fla.Gpu.Tests;

/// <summary>The calls on which the cost model is examined: the same for the same seed, within limits, of every kind.</summary>
public sealed class RegretShapesTests
{
    private static readonly (OpDescriptor Op, OpShape Shape, ElementType Element)[] Many = [.. RegretShapes.Draw(seed: 1, count: 300)];

    [Fact]
    public void TheSeedDecides()
    {
        Assert.Equal(Many, RegretShapes.Draw(1, 300));
        Assert.NotEqual(Many, RegretShapes.Draw(2, 300));
    }

    [Fact]
    public void EachFitsAndIsSynthesised() => Assert.All(Many, static call =>
    {
        (OpDescriptor op, OpShape shape, ElementType element) = call;
        Assert.InRange(RegretShapes.Bytes(op, shape), 1, 4L << 30);
        Assert.InRange(shape.T, 1, 8192);
        Assert.Equal(0, shape.HV % shape.H);
        Assert.NotEqual(ElementType.Float32, element);
        Assert.InRange(BenchShape.Inputs(op, shape with { H = 1, HV = shape.HV / shape.H }, element).Tensors["q"].Shape[1], 1, 64);
    });

    [Fact]
    public void EveryKindIsThere()
    {
        Assert.Equal(ShapeSampler.Ops.Count, Many.Select(static c => c.Op).Distinct().Count());
        Assert.Equal([64, 100, 128, 256], Many.Select(static c => c.Shape.K).Distinct().Order());
        Assert.Contains(Many, static c => c.Shape.T == 1);
        Assert.Contains(Many, static c => c.Shape.T > 1 && c.Shape.T % 2 == 1);
        Assert.Contains(Many, static c => c.Shape.HV > c.Shape.H);
        Assert.Equal(2, Many.Select(static c => c.Element).Distinct().Count());
    }

    [Fact]
    public void BytesAreThoseOfTheTensors()
    {
        OpDescriptor op = OpCatalog.All.First(static o => o.Name == "kda");
        OpShape shape = new(2, 3, 2, 4, 64, 128);
        OpInputs inputs = op.Synthesize(shape, ElementType.BFloat16, seed: 1);
        long expected = inputs.Tensors.Sum(static t => t.Value.Values.LongLength * (t.Key == "g" ? 4 : 2)) // q, k, v, beta, g
            + (2 * inputs.Tensors["v"].Values.LongLength) + (2 * 4 * 2 * 4 * 64 * 128); // o; two states
        Assert.Equal(expected, RegretShapes.Bytes(op, shape));
    }
}
