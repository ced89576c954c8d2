using Fla.Cuda;

namespace Fla;

/// <summary>One valid call over pinned memory, or the memory of a GPU. Absent tensors are <c>default</c>; the last axis of every tensor has stride 1.</summary>
internal readonly struct RecurrenceCall<T> where T : unmanaged
{
    public required Recurrence Op { get; init; }

    /// <summary>[B, T, H, K].</summary>
    public required In<T> Q { get; init; }

    /// <summary>[B, T, H, K]; where the op allows it, [B, T, HV, K].</summary>
    public required In<T> K { get; init; }

    /// <summary>[B, T, HV, V].</summary>
    public required In<T> V { get; init; }

    /// <summary>[B, T, HV] or [B, T, HV, K]; absent without decay.</summary>
    public required In<float> G { get; init; }

    /// <summary>[B, T, HV]; absent from ops that have none.</summary>
    public required In<T> Beta { get; init; }

    /// <summary>[HV, K]; absent from ops that have none.</summary>
    public required In<T> U { get; init; }

    /// <summary>[B, T, heads of k, K]; absent from ops that have none.</summary>
    public required In<T> A { get; init; }

    /// <summary>[B, T, heads of k, K], or [B, T, HV, K] where it gates; absent from ops that have none.</summary>
    public required In<T> B { get; init; }

    /// <summary>[B, T, HV, V]; absent from ops that have none.</summary>
    public required In<T> W { get; init; }

    /// <summary>[N, HV, K, V] or absent.</summary>
    public required In<float> H0 { get; init; }

    /// <summary>[N, HV, K] or absent.</summary>
    public required In<float> Z0 { get; init; }

    /// <summary>[N + 1] or absent.</summary>
    public required In<long> CuSeqlens { get; init; }

    /// <summary>Where <see cref="CuSeqlens"/> comes from on a GPU; null when absent.</summary>
    public required PackedSequences? Packed { get; init; }

    /// <summary>[B, T, HV, V].</summary>
    public required Out<T> O { get; init; }

    /// <summary>[N, HV, K, V] or absent; may be the memory of <see cref="H0"/>.</summary>
    public required Out<float> Ht { get; init; }

    /// <summary>[N, HV, K] or absent; may be the memory of <see cref="Z0"/>.</summary>
    public required Out<float> Zt { get; init; }

    public required float Scale { get; init; }

    /// <summary>Whether the rows of q and k are divided by their length first.</summary>
    public required bool Normalize { get; init; }

    public Kind Kind => Op.Kind;

    /// <summary>N: the batch, or the number of packed sequences.</summary>
    public required int Sequences { get; init; }

    /// <summary>Tokens of the longest sequence.</summary>
    public required long Longest { get; init; }

    public Work Work => new(Op.Family, Sequences, V.Dim(2), V.Dim(3), Longest);

    /// <summary>Whether the sequences of a batch lie behind each other, so that they can be seen as one.</summary>
    public bool IsFlat =>
        Q.IsFlat() && K.IsFlat() && V.IsFlat() && G.IsFlat() && Beta.IsFlat() && A.IsFlat() && B.IsFlat() && W.IsFlat()
        && (O.LongDim(0) == 1 || O.Stride(0) == O.LongDim(1) * O.Stride(1));

    /// <summary>The call over its segments as sequences packed along T.</summary>
    public unsafe RecurrenceCall<T> Flat(in Segments segments)
    {
        long tokens = Q.LongDim(0) * Q.LongDim(1);
        return this with
        {
            Q = Q.Flat(tokens),
            K = K.Flat(Kind.Steps * tokens),
            V = V.Flat(Kind.Steps * tokens),
            G = G.Flat(tokens),
            Beta = Beta.Flat(Kind.Steps * tokens),
            A = A.Flat(tokens),
            B = B.Flat(tokens),
            W = W.Flat(tokens),
            CuSeqlens = segments.Bounds,
            O = new(O.Data, [1, tokens, O.LongDim(2), O.LongDim(3)], [0, O.Stride(1), O.Stride(2), 1]),
            Sequences = segments.Count,
            Longest = segments.Length,
        };
    }
}
