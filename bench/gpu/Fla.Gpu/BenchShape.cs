using System.Text.Json;

namespace Fla.Gpu;

/// <summary>A line of shapes.json: what is timed here and by the peers.</summary>
internal sealed record BenchShape(string Op, int B, int T, int H, int D)
{
    private const int RandomTokens = 64;
    private const int CheckedTokens = 200;

    /// <summary>Of ops whose tokens take some: as the peers are called.</summary>
    private const int Steps = 2;

    /// <summary>Slots, of an op that has them.</summary>
    public int M { get; init; }

    public static IReadOnlyList<BenchShape> All { get; } = Read();

    public OpShape Shape => new(B, T, H, H, D, D) { M = M };

    /// <summary>The kernels for it: of its head dimension, or of the next one when there is none.</summary>
    public IEnumerable<FamilyKernel> Kernels =>
        FamilyKernel.All.Where(Fits).GroupBy(static k => k.K).MinBy(static g => g.Key) ?? Enumerable.Empty<FamilyKernel>();

    /// <summary>Whether it is of an op over H · D channels.</summary>
    public bool IsOfChannels => ChannelOps.All.Any(o => o.Name == Op);

    public bool IsDecoding => T == 1;

    /// <summary>Some tokens of the inputs, and the state of one sequence; <see cref="FamilyCall"/> repeats them.</summary>
    public OpInputs Inputs(OpDescriptor op) => Inputs(op, Shape, ElementType.BFloat16);

    /// <inheritdoc cref="Inputs(OpDescriptor)"/>
    public static OpInputs Inputs(OpDescriptor op, OpShape shape, ElementType element) =>
        Random(op, shape with { B = 1, T = (int)Math.Min((long)shape.B * shape.T, RandomTokens) }, element, states: shape.T == 1 ? 1 : 0);

    /// <summary>A call that the oracle can follow.</summary>
    public (OpShape Shape, OpInputs Inputs) Small(OpDescriptor op, int sequences)
    {
        OpShape small = Shape with { B = sequences, T = IsDecoding ? 1 : CheckedTokens, H = 2, HV = 2 };
        return (small, Random(op, small, ElementType.BFloat16, states: small.B));
    }

    public override string ToString() => $"{Op} B{B} T{T} H{H} D{D}";

    private bool Fits(FamilyKernel kernel) =>
        kernel.Op.Name == Op && kernel.Element == ElementType.BFloat16 && kernel.K >= D && kernel.IsChunked != IsDecoding
        && (!kernel.Recurrence.HasSteps || kernel.Recurrence.Kind.Steps == Steps);

    /// <summary>Inputs that the op normalises if it can; without states there is no initial one.</summary>
    public static OpInputs Random(OpDescriptor op, OpShape shape, ElementType element, int states)
    {
        OpInputs inputs = op.Synthesize(shape, element, seed: 1) with { UseQkL2Norm = op.CanNormalizeQk };
        if (states > 0)
        {
            if (op is SlotDescriptor)
            {
                int slots = (int)inputs.Tensors["s"].Shape[3];
                inputs.Tensors["hk0"] = State(shape.K, slots);
                inputs.Tensors["hv0"] = State(slots, shape.V);
            }
            else
            {
                inputs.Tensors["h0"] = State(shape.K, shape.V);
            }
        }

        return inputs;

        // v of as many tokens as a state has rows is as random as a state; where tokens have steps there is more of it.
        NamedTensor State(int rows, int columns) => new(
            [states, shape.HV, rows, columns],
            op.Synthesize(shape with { B = states, T = rows, V = columns }, ElementType.Float32, seed: 2).Tensors["v"].Values[..(states * shape.HV * rows * columns)]);
    }

    private static BenchShape[] Read()
    {
        using Stream stream = typeof(BenchShape).Assembly.GetManifestResourceStream("shapes.json")!;
        return JsonSerializer.Deserialize<BenchShape[]>(stream, JsonSerializerOptions.Web)!;
    }
}
