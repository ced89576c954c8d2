namespace Fla;

/// <summary>Outputs must not share memory with anything else, but a state that is updated in place.</summary>
/// <remarks>A view counts as everything between its first and its last element: interleaved views overlap.</remarks>
internal static unsafe partial class Overlap
{
    /// <param name="call">The pinned inputs.</param>
    /// <param name="o">What <c>call.O</c> covers.</param>
    /// <param name="ht">What <c>call.Ht</c> covers.</param>
    /// <param name="zt">What <c>call.Zt</c> covers.</param>
    internal static void Check<T>(in RecurrenceCall<T> call, in In<T> o, in In<float> ht, in In<float> zt) where T : unmanaged
    {
        Region output = Region.Of(o), state = Region.Of(ht), sums = Region.Of(zt);
        CheckInputs("o", output, call);
        CheckInputs("finalState", state, call);
        CheckInputs("finalKeySums", sums, call);
        Check("o", output, "finalState", state);
        Check("o", output, "finalKeySums", sums);
        Check("finalState", state, "finalKeySums", sums);
        Check("o", output, "initialState", Region.Of(call.H0));
        Check("o", output, "initialKeySums", Region.Of(call.Z0));
        Check("finalState", state, "initialKeySums", Region.Of(call.Z0));
        Check("finalKeySums", sums, "initialState", Region.Of(call.H0));
        if (!Same(call.H0, ht))
            Check("finalState", state, "initialState", Region.Of(call.H0));
        if (!Same(call.Z0, zt))
            Check("finalKeySums", sums, "initialKeySums", Region.Of(call.Z0));
    }

    private static void CheckInputs<T>(string output, Region written, in RecurrenceCall<T> call) where T : unmanaged
    {
        Check(output, written, "q", Region.Of(call.Q));
        Check(output, written, "k", Region.Of(call.K));
        Check(output, written, "v", Region.Of(call.V));
        Check(output, written, call.Op.Gates, Region.Of(call.G));
        Check(output, written, "beta", Region.Of(call.Beta));
        Check(output, written, "u", Region.Of(call.U));
        Check(output, written, call.Op.ReadKeys ?? "", Region.Of(call.A));
        Check(output, written, "b", Region.Of(call.B));
        Check(output, written, "w", Region.Of(call.W));
        Check(output, written, "cuSeqlens", Region.Of(call.CuSeqlens));
    }

    internal static void Check(string output, Region written, string other, Region region)
    {
        if (written.Start < region.End && region.Start < written.End)
            throw new ArgumentException(
                $"{output}: expected memory of its own, got memory that overlaps {other}. "
                + "Only a final state may share memory, and only by being the same tensor as the initial one.",
                output);
    }

    internal static bool Same<T>(in In<T> a, in In<T> b) where T : unmanaged
    {
        if (a.Data != b.Data || a.Rank != b.Rank)
            return false;
        for (int axis = 0; axis < a.Rank; axis++)
            if (a.Stride(axis) != b.Stride(axis))
                return false;
        return true;
    }

    /// <summary>The bytes from the first to the last element of a view; (0, 0) without elements.</summary>
    internal readonly record struct Region(nuint Start, nuint End)
    {
        internal static Region Of<T>(in In<T> view) where T : unmanaged
        {
            if (view.IsEmpty)
                return default;
            long last = 0;
            for (int axis = 0; axis < view.Rank; axis++)
                last += (view.LongDim(axis) - 1) * view.Stride(axis);
            return new((nuint)view.Data, (nuint)(view.Data + last + 1));
        }
    }
}
