namespace Fla.Bench;

/// <summary>Random calls of the catalog's ops that have heads: prompts and decoding, few and many heads, head dimensions that variants have and others.</summary>
internal sealed record ShapeSampler
{
    /// <summary>Head dimensions, the frequent ones several times.</summary>
    public required int[] Dims { get; init; }

    /// <summary>Whether a quarter of the calls draws a value dimension of its own.</summary>
    public bool OtherValueDims { get; init; }

    public required int MostTokens { get; init; }

    /// <summary>How many powers of two from 1 on a batch may be.</summary>
    public required int Batches { get; init; }

    /// <summary>How many powers of two from 1 on the heads may be.</summary>
    public required int Heads { get; init; }

    /// <summary>How many powers of two from 1 on the heads of v may be of each head of k.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a call is small enough to be timed.</summary>
    public required Func<OpDescriptor, OpShape, bool> Fits { get; init; }

    /// <summary>The ops that are drawn: those with queries.</summary>
    public static IReadOnlyList<OpDescriptor> Ops { get; } = [.. OpCatalog.All.Where(static o => o.Inputs[0].Name == "q")];

    /// <summary>Endless, the same for the same seed.</summary>
    public IEnumerable<(OpDescriptor Op, OpShape Shape)> Draw(int seed)
    {
        Random random = new(seed);
        while (true)
        {
            OpDescriptor op = Ops[random.Next(Ops.Count)];
            int k = Dims[random.Next(Dims.Length)], v = OtherValueDims && random.Next(4) == 0 ? Dims[random.Next(Dims.Length)] : k;
            int t = random.Next(3) == 0 ? 1 : (int)Math.Exp(random.NextDouble() * Math.Log(MostTokens));
            int b = 1 << random.Next(Batches), h = 1 << random.Next(Heads), group = Groups > 1 ? 1 << random.Next(Groups) : 1;
            OpShape shape = new(b, t, h, h * group, k, v);
            if (Fits(op, shape))
                yield return (op, shape);
        }
    }
}
