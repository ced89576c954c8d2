using System.Globalization;

namespace Fla.Cli;

/// <summary>
/// What a call must do at least, whatever variant runs it: every input read once, every result written once, and the operations of the
/// recurrence token by token. Chunked variants do more of both.
/// </summary>
/// <param name="Flops">Floating-point operations; a multiply-add is two, an exponential one.</param>
/// <param name="Bytes">Bytes of all inputs and results, states among them.</param>
internal sealed record OpWork(double Flops, double Bytes)
{
    /// <summary>
    /// Slots race as two problems: gsa's own is the scores, where the slots' weights s are written along the keys; their reads are gla's.
    /// </summary>
    private static readonly OpTensor[] SlotScores =
    [
        new("q", "[B, T, H, K]", false, false), new("k", "[B, T, H, K]", false, false), new("s", "[B, T, HV, M]", false, false),
        new("g", "[B, T, HV, M]", false, true), new("h0", "[N, HV, K, M]", true, true),
        new("scores", "[B, T, HV, M]", false, false), new("ht", "[N, HV, K, M]", false, true),
    ];

    /// <summary>Operations a byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>The work of a call, or null of ops that nobody counted.</summary>
    public static OpWork? Of(OpDescriptor op, OpShape shape, ElementType element)
    {
        bool slots = op.Name == "gsa";
        if (slots && shape.M == 0)
            return null;
        if (FlopsPerToken(op.Name, shape.K, slots ? shape.M : shape.V, Math.Max(shape.R, 1)) is not { } each)
            return null;
        double walks = (double)shape.B * shape.T * shape.HV, size = element == ElementType.Float32 ? 4 : 2;
        IEnumerable<OpTensor> tensors = slots ? SlotScores : op.Inputs.Concat(op.Outputs);
        return new(walks * each, tensors.Sum(t => Elements(t, shape) * (t.AlwaysFloat32 ? 4 : size)));
    }

    /// <summary>
    /// Operations a token and head. Of a state of K × V, 2KV each: writing k vᵀ into it, reading it with q, reading it along a key that is
    /// erased or replaced, writing that back; KV: letting it decay.
    /// </summary>
    private static double? FlopsPerToken(string op, double k, double v, double steps)
    {
        double state = k * v;
        return op switch
        {
            // Write, read.
            "linear_attn" => 4 * state,
            // And the sum of the keys: add k, multiply by q, divide.
            "linear_attn_normalized" => (4 * state) + (3 * k) + v,
            // Decay, write, read.
            "retention" or "lightning_attn" or "simple_gla" or "gla" or "gsa" => 5 * state,
            // And the token's own k with its bonus: u ⊙ k, times q, times v.
            "rwkv6" => (5 * state) + (3 * k) + (2 * v),
            // Erasing and writing are one product: k (v − kᵀ S)ᵀ, after reading along k.
            "delta_rule" => (6 * state) + (2 * v),
            "gated_delta_rule" or "kda" or "comba" => (7 * state) + (2 * v),
            "gdn2" => (7 * state) + k + (2 * v),
            // Decay once, then each step reads along its k and writes; one read with q.
            "gated_delta_product" => (3 * state) + (steps * ((4 * state) + (2 * v))),
            // Read along a, write along b, write k vᵀ, read with q.
            "iplr_delta_rule" => 8 * state,
            "dplr_delta_rule" or "rwkv7" => 9 * state,
            // A channel: exponential, multiply, add.
            "hgrn" => 3 * k,
            _ => null,
        };
    }

    /// <summary>The elements of a tensor, from its axes in words: <c>[B, R T, H or HV, K]</c>.</summary>
    private static double Elements(OpTensor tensor, OpShape shape) => tensor.Shape.Trim('[', ']').Split(',')
        .Select(axis => axis.Split(" or ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Length(name, shape)).Aggregate(1.0, (a, b) => a * b))
        .Aggregate(1.0, (a, b) => a * b);

    private static double Length(string axis, OpShape shape) => axis switch
    {
        "B" or "N" => shape.B,
        "T" => shape.T,
        "H" => shape.H,
        "HV" => shape.HV,
        "K" => shape.K,
        "V" => shape.V,
        "M" => shape.M,
        "R" => Math.Max(shape.R, 1),
        "D" => (double)shape.H * shape.K,
        _ => double.Parse(axis, NumberStyles.None, CultureInfo.InvariantCulture),
    };
}
