namespace Fla;

/// <summary>The same for gated slot attention, whose two states may each be updated in place.</summary>
internal static unsafe partial class Overlap
{
    /// <param name="call">The pinned inputs.</param>
    /// <param name="o">What <c>call.O</c> covers.</param>
    /// <param name="keys">What <c>call.FinalKeys</c> covers.</param>
    /// <param name="values">What <c>call.FinalValues</c> covers.</param>
    internal static void Check<T>(in SlotCall<T> call, in In<T> o, in In<float> keys, in In<float> values) where T : unmanaged
    {
        Region output = Region.Of(o), keyState = Region.Of(keys), valueState = Region.Of(values);
        CheckInputs("o", output, call);
        CheckInputs("finalKeyState", keyState, call);
        CheckInputs("finalValueState", valueState, call);
        Check("o", output, "finalKeyState", keyState);
        Check("o", output, "finalValueState", valueState);
        Check("finalKeyState", keyState, "finalValueState", valueState);
        Check("o", output, "initialKeyState", Region.Of(call.Keys));
        Check("o", output, "initialValueState", Region.Of(call.Values));
        Check("finalKeyState", keyState, "initialValueState", Region.Of(call.Values));
        Check("finalValueState", valueState, "initialKeyState", Region.Of(call.Keys));
        if (!Same(call.Keys, keys))
            Check("finalKeyState", keyState, "initialKeyState", Region.Of(call.Keys));
        if (!Same(call.Values, values))
            Check("finalValueState", valueState, "initialValueState", Region.Of(call.Values));
    }

    private static void CheckInputs<T>(string output, Region written, in SlotCall<T> call) where T : unmanaged
    {
        Check(output, written, "q", Region.Of(call.Q));
        Check(output, written, "k", Region.Of(call.K));
        Check(output, written, "v", Region.Of(call.V));
        Check(output, written, "s", Region.Of(call.S));
        Check(output, written, "g", Region.Of(call.G));
        Check(output, written, "cuSeqlens", Region.Of(call.CuSeqlens));
    }
}
