using Fla.Bench;

namespace Fla.Gpu;

/// <summary>The calls whose choice is examined: random ones, and those of shapes.json.</summary>
internal static class RegretShapes
{
    private const long MostBytes = 4L << 30;

    private static readonly ShapeSampler Sampler = new()
    {
        Dims = [64, 100, 128, 256],
        MostTokens = 8192,
        Batches = 5,
        Heads = 7,
        Groups = 3,
        Fits = static (op, shape) => Bytes(op, shape) <= MostBytes,
    };

    public static IEnumerable<(OpDescriptor Op, OpShape Shape, ElementType Element)> Draw(int seed, int count) =>
        Sampler.Draw(seed).Take(count).Select(static (call, i) => (call.Op, call.Shape, i % 2 == 0 ? ElementType.BFloat16 : ElementType.Float16));

    public static IEnumerable<(OpDescriptor Op, OpShape Shape, ElementType Element)> Benched => BenchShape.All.Where(static s => !s.IsOfChannels).Select(static s =>
        (OpCatalog.All.First(o => o.Name == s.Op), s.Shape, ElementType.BFloat16));

    /// <summary>Device memory of a call: its tensors, and a state before and after.</summary>
    public static long Bytes(OpDescriptor op, OpShape shape)
    {
        long gates = op.Inputs.FirstOrDefault(static t => t.Name == "g") is { } g ? g.Shape.Contains('K') ? shape.K : 1 : 0;
        long token = (2L * 2 * shape.H * shape.K) + (shape.HV * ((2L * 2 * shape.V) + 2 + (4 * gates)));
        long states = (long)shape.K * shape.V;
        if (op is SlotDescriptor)
        {
            long slots = SlotDescriptor.ScoresOf(shape).V;
            token += shape.HV * slots * (2 + 4 + 2);
            states = slots * (shape.K + shape.V);
        }

        return (shape.B * (long)shape.T * token) + (2L * 4 * shape.B * shape.HV * states);
    }
}
