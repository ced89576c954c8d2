namespace Fla;

/// <summary>What gated slot attention adds: slots, their gates, and two states.</summary>
internal static partial class Contract
{
    internal static SlotShape Slots<T>(in SlotArguments<T> call) where T : unmanaged
    {
        RecurrenceShape shape = Inputs(call.WithoutSlots);
        (nint b, nint t, nint hv, nint n) = ((nint)shape.B, (nint)shape.T, (nint)shape.HV, (nint)shape.N);
        Shape("s", "B, T, HV, M", [b, t, hv, Any], call.S.Lengths, "s has v's batch, token and head axes.");
        nint m = call.S.Lengths[3];
        if (m is < 1 or > MaxK)
            throw Mismatch("s", $"[B, T, HV, M] with 1 ≤ M ≤ {MaxK}", call.S.Lengths, "Use fewer slots, but one.");
        Shape("g", "B, T, HV, M", [b, t, hv, m], call.G.Lengths, "There is one log-space gate a token, head of v and slot.");
        if (call.InitialKeyState.Rank != 0)
            Shape("initialKeyState", "N, HV, K, M", [n, hv, (nint)shape.K, m], call.InitialKeyState.Lengths, "The slots' keys, of each sequence and head of v; N is B without cuSeqlens.");
        if (call.InitialValueState.Rank != 0)
            Shape("initialValueState", "N, HV, M, V", [n, hv, m, (nint)shape.V], call.InitialValueState.Lengths, "The slots' values, of each sequence and head of v; N is B without cuSeqlens.");

        Dense("s", call.S.Lengths, call.S.Strides);
        Dense("g", call.G.Lengths, call.G.Strides);
        Dense("initialKeyState", call.InitialKeyState.Lengths, call.InitialKeyState.Strides);
        Dense("initialValueState", call.InitialValueState.Lengths, call.InitialValueState.Strides);
        SlotShape slots = new(shape.B, shape.T, shape.H, shape.HV, shape.K, shape.V, m, n);
        if (call.Stream is null && slots.Scores > Array.MaxLength)
            throw new ArgumentException($"s: [{string.Join(", ", call.S.Lengths.ToArray())}] has more elements than an array holds, and so have the slots' scores. Run fewer sequences at once.", "s");
        return slots;
    }

    internal static void Outputs<T>(SlotShape shape, in SlotOutputs<T> outputs) where T : unmanaged
    {
        (nint n, nint hv, nint k, nint v, nint m) = ((nint)shape.N, (nint)shape.HV, (nint)shape.K, (nint)shape.V, (nint)shape.M);
        Written("o", "B, T, HV, V", [(nint)shape.B, (nint)shape.T, hv, v], outputs.O, "o has v's shape.");
        if (outputs.FinalKeyState.Rank != 0)
            Written("finalKeyState", "N, HV, K, M", [n, hv, k, m], outputs.FinalKeyState, "The slots' keys, of each sequence and head of v; N is B without cuSeqlens.");
        if (outputs.FinalValueState.Rank != 0)
            Written("finalValueState", "N, HV, M, V", [n, hv, m, v], outputs.FinalValueState, "The slots' values, of each sequence and head of v; N is B without cuSeqlens.");
    }
}
