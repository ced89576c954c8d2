namespace Fla.Bench;

/// <summary>One comparison: an op at a shape, and how many times faster than the peer it should be.</summary>
/// <param name="Op">Our op's name.</param>
/// <param name="Shape">The axes.</param>
/// <param name="UpdateRule">The same recurrence in the words of ONNX Runtime.</param>
/// <param name="Must">The least ratio peer / ours, or null.</param>
/// <param name="Aim">The ratio aimed at, or null.</param>
internal sealed record PeerCase(string Op, OpShape Shape, string UpdateRule, double? Must, double? Aim)
{
    public static IReadOnlyList<PeerCase> All { get; } =
    [
        new("gated_delta_rule", Shapes.Square(1, 2048, 8, 128), "gated_delta", 2.2, 2.8),
        new("gated_delta_rule", Shapes.Square(1, 2048, 4, 64), "gated_delta", 1.8, 2.5),
        new("gated_delta_rule", Shapes.Square(4, 1024, 4, 128), "gated_delta", 2.2, 2.8),
        new("gated_delta_rule", Shapes.Square(1, 1, 32, 128), "gated_delta", 1.0, 1.5),
        new("kda", Shapes.Square(1, 2048, 8, 128), "gated_delta", 2.0, 2.8),
        new("delta_rule", Shapes.Square(1, 2048, 8, 128), "delta", null, null),
        new("linear_attn", Shapes.Square(1, 2048, 8, 128), "linear", 2.2, null),
        new("linear_attn", Shapes.Square(1, 1, 32, 128), "linear", 1.0, null),
        new("simple_gla", Shapes.Square(1, 2048, 8, 128), "gated", 2.2, null),
        new("simple_gla", Shapes.Square(1, 1, 32, 128), "gated", 1.0, null),
        new("gla", Shapes.Square(1, 2048, 8, 128), "gated", 2.2, null),
        new("gla", Shapes.Square(1, 1, 32, 128), "gated", 1.0, null),
    ];

    /// <summary>One token a sequence.</summary>
    public bool IsDecode => Shape.T == 1;
}
