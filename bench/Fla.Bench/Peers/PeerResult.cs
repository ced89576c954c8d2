namespace Fla.Bench;

/// <summary>One comparison that was run.</summary>
/// <param name="Case">What was compared.</param>
/// <param name="Variant">The variant of ours that ran.</param>
/// <param name="Peer">The other side and its setting that was faster.</param>
/// <param name="Ours">Our times.</param>
/// <param name="Theirs">The peer's times.</param>
/// <param name="OutputError">‖ours − theirs‖ / ‖theirs‖ of the output.</param>
/// <param name="StateError">The same of the final state.</param>
internal sealed record PeerResult(
    PeerCase Case, string Variant, string Peer, Samples Ours, Samples Theirs, double OutputError, double StateError)
{
    /// <summary>How many times faster ours is.</summary>
    public double Ratio => Theirs.Median / Ours.Median;

    /// <summary>The same for the fastest samples: what noise disturbs least.</summary>
    public double RatioOfBests => Theirs.Quantile(0) / Ours.Quantile(0);

    /// <summary>Whether the sides computed the same thing.</summary>
    public bool Agrees => Math.Max(OutputError, StateError) <= Accuracy.Tolerance(ElementType.Float32);
}
