namespace Fla;

/// <summary>The ops.</summary>
internal static class Recurrences
{
    public static readonly Recurrence DeltaRule = new()
    {
        Name = "delta_rule",
        Summary = "S ← (I − β k kᵀ) S + β k vᵀ, o = scale · qᵀ S",
        Paper = "Yang et al., Parallelizing Linear Transformers with the Delta Rule over Sequence Length, 2024",
        Family = Family.Delta,
        Kind = new(Decay.None),
        HasBeta = true,
    };

    public static readonly Recurrence GatedDeltaRule = new()
    {
        Name = "gated_delta_rule",
        Summary = "S ← (I − β k kᵀ) e^g S + β k vᵀ, o = scale · qᵀ S, one gate a head",
        Paper = "Yang, Kautz, Hatamizadeh, Gated Delta Networks: Improving Mamba2 with Delta Rule, 2024",
        Family = Family.Delta,
        Kind = new(Decay.PerHead),
        HasBeta = true,
    };

    public static readonly Recurrence KimiDeltaAttention = new()
    {
        Name = "kda",
        Summary = "S ← (I − β k kᵀ) diag(e^g) S + β k vᵀ, o = scale · qᵀ S, one gate a key channel",
        Paper = "Kimi Team, Kimi Linear: An Expressive, Efficient Attention Architecture, 2025",
        Family = Family.Delta,
        Kind = new(Decay.PerKey),
        HasBeta = true,
    };

    public static readonly Recurrence Comba = new()
    {
        Name = "comba",
        Summary = "S ← (I − β k pᵀ) e^g S + β k vᵀ, o = scale · qᵀ S, one gate a head: what is erased is read along a key of its own",
        Paper = "Hu et al., Comba: Improving Bilinear RNNs with Closed-loop Control, 2025",
        Family = Family.Delta,
        Kind = new(Decay.PerHead, Erase: Erase.OwnKey),
        HasBeta = true,
    };

    public static readonly Recurrence GatedDeltaNet2 = new()
    {
        Name = "gdn2",
        Summary = "S ← (I − k (b ⊙ k)ᵀ) diag(e^g) S + k (w ⊙ v)ᵀ, o = scale · qᵀ S, one gate a channel to forget, to erase and to write",
        Paper = "Gated DeltaNet-2, as flash-linear-attention 0.5.2 has it (fla.ops.gdn2)",
        Family = Family.Delta,
        Kind = new(Decay.PerKey, Erase: Erase.Channels),
    };

    public static readonly Recurrence GatedDeltaProduct = new()
    {
        Name = "gated_delta_product",
        Summary = "S ← e^g S, then R steps S ← (I − β k kᵀ) S + β k vᵀ, o = scale · qᵀ S, one gate a head",
        Paper = "Siems et al., DeltaProduct: Improving State-Tracking in Linear RNNs via Householder Products, 2025",
        Family = Family.DeltaProduct,
        Kind = new(Decay.PerHead, Steps: 2),
        HasBeta = true,
        HasSteps = true,
    };

    public static readonly Recurrence IplrDeltaRule = new()
    {
        Name = "iplr_delta_rule",
        Summary = "S ← (I + b aᵀ) S + k vᵀ, o = scale · qᵀ S",
        Paper = "Peng et al., RWKV-7 Goose with Expressive Dynamic State Evolution, 2025: its transition without decay",
        Family = Family.LowRank,
        Kind = new(Decay.None),
        HasKeysOfValueHeads = true,
    };

    public static readonly Recurrence DplrDeltaRule = new()
    {
        Name = "dplr_delta_rule",
        Summary = "S ← (diag(e^g) + b aᵀ) S + k vᵀ, o = scale · qᵀ S, one gate a key channel",
        Paper = "Peng et al., RWKV-7 Goose with Expressive Dynamic State Evolution, 2025: its transition, diagonal plus low rank",
        Family = Family.LowRank,
        Kind = new(Decay.PerKey),
        HasKeysOfValueHeads = true,
    };

    public static readonly Recurrence Rwkv7 = new()
    {
        Name = "rwkv7",
        Summary = "S ← (diag(e^w) + b aᵀ) S + k vᵀ, o = scale · qᵀ S with scale 1, one gate a key channel",
        Paper = "Peng et al., RWKV-7 Goose with Expressive Dynamic State Evolution, 2025",
        Family = Family.LowRank,
        Kind = new(Decay.PerKey),
        HasKeysOfValueHeads = true,
        Gates = "w",
        DefaultScale = 1,
        TunedAs = DplrDeltaRule,
    };

    public static readonly Recurrence LinearAttention = new()
    {
        Name = "linear_attn",
        Summary = "S ← S + k vᵀ, o = scale · qᵀ S",
        Paper = "Katharopoulos et al., Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention, 2020",
        Family = Family.Additive,
        Kind = new(Decay.None),
        HasKeysOfValueHeads = true,
    };

    public static readonly Recurrence NormalizedLinearAttention = new()
    {
        Name = "linear_attn_normalized",
        Summary = "S ← S + k vᵀ, z ← z + k, o = scale · qᵀ S / (scale · qᵀ z + 10⁻¹⁰)",
        Paper = "Katharopoulos et al., Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention, 2020",
        Family = Family.Additive,
        Kind = new(Decay.None, Readout.Normalized),
        HasKeysOfValueHeads = true,
    };

    public static readonly Recurrence SimpleGatedLinearAttention = new()
    {
        Name = "simple_gla",
        Summary = "S ← e^g S + k vᵀ, o = scale · qᵀ S, one gate a head; the state-space duality of Mamba-2",
        Paper = "Dao, Gu, Transformers are SSMs: Generalized Models and Efficient Algorithms Through Structured State Space Duality, 2024",
        Family = Family.Additive,
        Kind = new(Decay.PerHead),
        HasKeysOfValueHeads = true,
    };

    public static readonly Recurrence Retention = new()
    {
        Name = "retention",
        Summary = "S ← γ S + k vᵀ, o = scale · qᵀ S, γ = 1 − 2^(−5−h) for head h",
        Paper = "Sun et al., Retentive Network: A Successor to Transformer for Large Language Models, 2023",
        Family = Family.Additive,
        Kind = new(Decay.PerHead),
        HasKeysOfValueHeads = true,
        FixedDecay = static (heads, _) => Each(heads, static h => Math.Log(1 - Math.Pow(2, -5 - h))),
        TunedAs = SimpleGatedLinearAttention,
    };

    public static readonly Recurrence LightningAttention = new()
    {
        Name = "lightning_attn",
        Summary = "S ← e^γ S + k vᵀ, o = scale · qᵀ S, γ = −(8/HV)(1 − layer/layers) · h for head h",
        Paper = "Qin et al., Lightning Attention-2: A Free Lunch for Handling Unlimited Sequence Lengths in Large Language Models, 2024",
        Family = Family.Additive,
        Kind = new(Decay.PerHead),
        HasKeysOfValueHeads = true,
        FixedDecay = static (heads, layer) => Each(heads, h => -8.0 / heads * (1 - ((double)layer.Index / layer.Count)) * h),
        HasLayers = true,
        TunedAs = SimpleGatedLinearAttention,
    };

    public static readonly Recurrence GatedLinearAttention = new()
    {
        Name = "gla",
        Summary = "S ← diag(e^g) S + k vᵀ, o = scale · qᵀ S, one gate a key channel",
        Paper = "Yang et al., Gated Linear Attention Transformers with Hardware-Efficient Training, 2023",
        Family = Family.Additive,
        Kind = new(Decay.PerKey),
        HasKeysOfValueHeads = true,
    };

    public static readonly Recurrence Rwkv6 = new()
    {
        Name = "rwkv6",
        Summary = "o = scale · qᵀ (S + (u ⊙ k) vᵀ), then S ← diag(e^w) S + k vᵀ, one gate a key channel",
        Paper = "Peng et al., Eagle and Finch: RWKV with Matrix-Valued States and Dynamic Recurrence, 2024",
        Family = Family.Additive,
        Kind = new(Decay.PerKey, Readout.Bonus),
        HasKeysOfValueHeads = true,
        Gates = "w",
    };

    /// <summary>The first half of gated slot attention: its v are the slots' weights, its o their scores.</summary>
    public static readonly Recurrence SlotScores = new()
    {
        Name = "gsa",
        Summary = "S ← S diag(e^g) + k sᵀ, o = scale · qᵀ S, one gate a slot",
        Paper = GatedSlots,
        Family = Family.Additive,
        Kind = new(Decay.PerValue),
        HasKeysOfValueHeads = true,
    };

    /// <summary>The second half: gated linear attention, whose keys are the slots.</summary>
    public static readonly Recurrence SlotReads = new()
    {
        Name = "gsa",
        Summary = "S ← diag(e^g) S + s vᵀ, o = qᵀ S, one gate a slot",
        Paper = GatedSlots,
        Family = Family.Additive,
        Kind = new(Decay.PerKey),
        HasKeysOfValueHeads = true,
        TunedAs = GatedLinearAttention,
    };

    private const string GatedSlots = "Zhang et al., Gated Slot Attention for Efficient Linear-Time Sequence Modeling, 2024";

    /// <summary>Halves of ops, whose kernels no other op has.</summary>
    public static IReadOnlyList<Recurrence> Parts { get; } = [SlotScores];

    public static IReadOnlyList<Recurrence> All { get; } =
    [
        DeltaRule, GatedDeltaRule, KimiDeltaAttention, Comba, GatedDeltaNet2, GatedDeltaProduct,
        IplrDeltaRule, DplrDeltaRule, Rwkv7,
        LinearAttention, NormalizedLinearAttention, Retention, LightningAttention, SimpleGatedLinearAttention, GatedLinearAttention, Rwkv6,
    ];

    private static float[] Each(int heads, Func<int, double> decay) => [.. Enumerable.Range(0, heads).Select(h => (float)decay(h))];
}
