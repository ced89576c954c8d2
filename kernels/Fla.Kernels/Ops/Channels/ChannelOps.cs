namespace Fla;

/// <summary>The ops over channels and rows: a gated scan, and what a layer needs around a recurrence.</summary>
internal static class ChannelOps
{
    public static readonly ChannelOp Hgrn = new HgrnOp();
    public static readonly ChannelOp ShortConvolution = new ShortConvolutionOp();
    public static readonly ChannelOp L2Norm = new L2NormOp();
    public static readonly ChannelOp GatedRmsNorm = new GatedRmsNormOp();
    public static readonly ChannelOp DecayGate = new DecayGateOp(perKey: false);
    public static readonly ChannelOp DecayGatePerKey = new DecayGateOp(perKey: true);
    public static readonly ChannelOp CumulativeSum = new CumulativeSumOp();

    /// <summary>All of them, in the order in which tools show them.</summary>
    public static IReadOnlyList<ChannelOp> All { get; } = [Hgrn, ShortConvolution, L2Norm, GatedRmsNorm, DecayGate, DecayGatePerKey, CumulativeSum];
}
