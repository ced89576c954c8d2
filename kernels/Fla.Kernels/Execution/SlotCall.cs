using Fla.Cuda;

namespace Fla;

/// <summary>One valid call of gated slot attention over pinned memory, or the memory of a GPU. Absent tensors are <c>default</c>; the last axis of every tensor has stride 1.</summary>
internal readonly unsafe struct SlotCall<T> where T : unmanaged
{
    /// <summary>[B, T, H, K].</summary>
    public required In<T> Q { get; init; }

    /// <summary>[B, T, H, K] or [B, T, HV, K].</summary>
    public required In<T> K { get; init; }

    /// <summary>[B, T, HV, V].</summary>
    public required In<T> V { get; init; }

    /// <summary>[B, T, HV, M].</summary>
    public required In<T> S { get; init; }

    /// <summary>[B, T, HV, M].</summary>
    public required In<float> G { get; init; }

    /// <summary>[N, HV, K, M] or absent.</summary>
    public required In<float> Keys { get; init; }

    /// <summary>[N, HV, M, V] or absent.</summary>
    public required In<float> Values { get; init; }

    /// <summary>[N + 1] or absent.</summary>
    public required In<long> CuSeqlens { get; init; }

    /// <summary>Where <see cref="CuSeqlens"/> comes from on a GPU; null when absent.</summary>
    public required PackedSequences? Packed { get; init; }

    /// <summary>[B, T, HV, V].</summary>
    public required Out<T> O { get; init; }

    /// <summary>[N, HV, K, M] or absent; may be the memory of <see cref="Keys"/>.</summary>
    public required Out<float> FinalKeys { get; init; }

    /// <summary>[N, HV, M, V] or absent; may be the memory of <see cref="Values"/>.</summary>
    public required Out<float> FinalValues { get; init; }

    public required float Scale { get; init; }

    /// <summary>N: the batch, or the number of packed sequences.</summary>
    public required int Sequences { get; init; }

    /// <summary>Tokens of the longest sequence.</summary>
    public required long Longest { get; init; }

    /// <summary>M.</summary>
    public int Slots => S.Dim(3);

    /// <summary>Rows of scores: one a token and head of v.</summary>
    public long Rows => S.LongDim(0) * S.LongDim(1) * S.LongDim(2);

    /// <summary>What gives the scores.</summary>
    /// <param name="scores">[B, T, HV, M], dense.</param>
    public RecurrenceCall<T> Scores(T* scores) => new()
    {
        Op = Recurrences.SlotScores,
        Q = Q,
        K = K,
        V = S,
        G = G,
        Beta = default,
        U = default,
        A = default,
        B = default,
        W = default,
        H0 = Keys,
        Z0 = default,
        CuSeqlens = CuSeqlens,
        Packed = Packed,
        O = new(scores, [S.LongDim(0), S.LongDim(1), S.LongDim(2), S.LongDim(3)]),
        Ht = FinalKeys,
        Zt = default,
        Scale = Scale,
        Normalize = false,
        Sequences = Sequences,
        Longest = Longest,
    };

    /// <summary>What reads the slots.</summary>
    /// <param name="weights">[B, T, HV, M], dense: the softmax of the scores.</param>
    public RecurrenceCall<T> Reads(T* weights) => new()
    {
        Op = Recurrences.SlotReads,
        Q = new(weights, [S.LongDim(0), S.LongDim(1), S.LongDim(2), S.LongDim(3)]),
        K = S,
        V = V,
        G = G,
        Beta = default,
        U = default,
        A = default,
        B = default,
        W = default,
        H0 = Values,
        Z0 = default,
        CuSeqlens = CuSeqlens,
        Packed = Packed,
        O = O,
        Ht = FinalValues,
        Zt = default,
        Scale = 1,
        Normalize = false,
        Sequences = Sequences,
        Longest = Longest,
    };
}
