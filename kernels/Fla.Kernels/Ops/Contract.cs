using System.Numerics.Tensors;

namespace Fla;

/// <summary>The contract of the ops, checked before anything is written: each violation is an <see cref="ArgumentException"/>.</summary>
internal static partial class Contract
{
    private const int Any = -1;
    private const int MaxK = 256;

    internal static RecurrenceShape Inputs<T>(in RecurrenceArguments<T> call) where T : unmanaged
    {
        if (Elements.Of<T>() is null)
            throw new ArgumentException($"q: expected elements of float, BFloat16 or Half, got {typeof(T)}. Convert the tensors first.", "q");

        Shape("q", "B, T, H, K", [Any, Any, Any, Any], call.Q.Lengths, "Give q its batch, token and head axes.");
        (nint b, nint t, nint h, nint k) = (call.Q.Lengths[0], call.Q.Lengths[1], call.Q.Lengths[2], call.Q.Lengths[3]);
        if (k is < 1 or > MaxK)
            throw Mismatch("q", $"[B, T, H, K] with 1 ≤ K ≤ {MaxK}", call.Q.Lengths, "Split wider heads.");
        nint steps = call.Op.HasSteps ? call.Steps : 1;
        if (steps < 1)
            throw new ArgumentException($"numHouseholder: expected at least 1 step a token, got {steps}. k, v and beta have that many rows a token.", "numHouseholder");
        if (call.Op.HasSteps)
            Shape("k", "B, R T, H, K", [b, steps * t, h, k], call.K.Lengths, "k has q's shape, but R = numHouseholder rows a token.");
        else if (!call.Op.HasKeysOfValueHeads)
            Shape("k", "B, T, H, K", [b, t, h, k], call.K.Lengths, "k has q's shape.");
        if (call.Op.HasSteps)
            Shape("v", "B, R T, HV, V", [b, steps * t, Any, Any], call.V.Lengths, "v has q's batch and R = numHouseholder rows a token.");
        else
            Shape("v", "B, T, HV, V", [b, t, Any, Any], call.V.Lengths, "v has q's batch and token axes.");
        (nint hv, nint v) = (call.V.Lengths[2], call.V.Lengths[3]);
        if (h == 0 ? hv != 0 : hv % h != 0)
            throw Mismatch("v", $"[B, T, HV, V] with HV a multiple of H = {h}", call.V.Lengths, "Each head of q and k serves HV / H heads of v.");
        if (call.Op.HasKeysOfValueHeads)
        {
            bool own = call.K.Rank == 4 && call.K.Lengths[2] == hv;
            Shape("k", own ? "B, T, HV, K" : "B, T, H, K", [b, t, own ? hv : h, k], call.K.Lengths, "k has q's shape, or v's heads instead of q's.");
        }

        string gates = call.Op.Gates;
        if (call.Op is { HasGates: true, Kind.Decay: Decay.PerHead })
            Shape(gates, "B, T, HV", [b, t, hv], call.G.Lengths, "There is one log-space gate a token and head of v.");
        if (call.Op is { HasGates: true, Kind.Decay: Decay.PerKey })
            Shape(gates, "B, T, HV, K", [b, t, hv, k], call.G.Lengths, "There is one log-space gate a token, head of v and key channel.");
        if (call.Op is { HasGates: true, Kind.Decay: Decay.PerValue })
            Shape(gates, "B, T, HV, V", [b, t, hv, v], call.G.Lengths, "There is one log-space gate a token, head of v and value channel.");
        if (call.Op.HasBeta)
            Shape("beta", call.Op.HasSteps ? "B, R T, HV" : "B, T, HV", [b, steps * t, hv], call.Beta.Lengths, "beta has one step size a row of v and head of it.");
        if (call.Op.HasBonus)
            Shape("u", "HV, K", [hv, k], call.U.Lengths, "u has one factor a head of v and key channel.");
        nint heads = call.K.Lengths[2];
        if (call.Op.ReadKeys is { } readKeys)
            Shape(readKeys, "B, T, H, K", [b, t, heads, k], call.A.Lengths, $"{readKeys} has k's shape.");
        if (call.Op.HasB && call.Op.HasBOfValueHeads)
            Shape("b", "B, T, HV, K", [b, t, hv, k], call.B.Lengths, "There is one erase gate a token, head of v and key channel.");
        else if (call.Op.HasB)
            Shape("b", "B, T, H, K", [b, t, heads, k], call.B.Lengths, "b has k's shape.");
        if (call.Op.HasChannelGates)
            Shape("w", "B, T, HV, V", [b, t, hv, v], call.W.Lengths, "There is one write gate a token, head of v and value channel.");
        if (call.Op.HasLayers && (call.Layer.Index < 0 || call.Layer.Index >= call.Layer.Count))
            throw new ArgumentException($"layer: expected an index from 0 to below the number of layers, got {call.Layer.Index} of {call.Layer.Count}. Count layers from 0.", "layer");

        nint n = b;
        if (!call.CuSeqlens.IsEmpty)
            n = Sequences(call.CuSeqlens, "q of [1, T, H, K]", call.Q.Lengths);
        if (call.InitialState.Rank != 0)
            Shape("initialState", "N, HV, K, V", [n, hv, k, v], call.InitialState.Lengths, "One state a sequence and head of v; N is B without cuSeqlens.");

        if (call.InitialKeySums.Rank != 0)
            Shape("initialKeySums", "N, HV, K", [n, hv, k], call.InitialKeySums.Lengths, "One sum of keys a sequence and head of v; N is B without cuSeqlens.");

        Dense("q", call.Q.Lengths, call.Q.Strides);
        Dense("k", call.K.Lengths, call.K.Strides);
        Dense("v", call.V.Lengths, call.V.Strides);
        Dense(gates, call.G.Lengths, call.G.Strides);
        Dense("beta", call.Beta.Lengths, call.Beta.Strides);
        Dense("u", call.U.Lengths, call.U.Strides);
        Dense(call.Op.ReadKeys ?? "", call.A.Lengths, call.A.Strides);
        Dense("b", call.B.Lengths, call.B.Strides);
        Dense("w", call.W.Lengths, call.W.Strides);
        Dense("initialState", call.InitialState.Lengths, call.InitialState.Strides);
        Dense("initialKeySums", call.InitialKeySums.Lengths, call.InitialKeySums.Strides);

        if (call.Scale is { } scale && !float.IsFinite(scale))
            throw new ArgumentException($"scale: expected a finite number, got {scale}. Leave it out for {(call.Op.DefaultScale is { } own ? own : "K^-0.5")}.", "scale");
        if (call.Options?.MaxThreads < 1)
            throw new ArgumentException($"options: expected MaxThreads ≥ 1, got {call.Options.MaxThreads}. Leave it null for all cores.", "options");
        if (call.Options?.Segments < 1)
            throw new ArgumentException($"options: expected Segments ≥ 1, got {call.Options.Segments}. Leave it null to let the cost model choose.", "options");
        return new(b, t, h, hv, k, v, n);
    }

    internal static void Outputs<T>(RecurrenceShape shape, in RecurrenceOutputs<T> outputs) where T : unmanaged
    {
        (nint n, nint hv, nint k, nint v) = ((nint)shape.N, (nint)shape.HV, (nint)shape.K, (nint)shape.V);
        Written("o", "B, T, HV, V", [(nint)shape.B, (nint)shape.T, hv, v], outputs.O, "o has v's shape.");
        if (outputs.FinalState.Rank != 0)
            Written("finalState", "N, HV, K, V", [n, hv, k, v], outputs.FinalState, "One state a sequence and head of v; N is B without cuSeqlens.");
        if (outputs.FinalKeySums.Rank != 0)
            Written("finalKeySums", "N, HV, K", [n, hv, k], outputs.FinalKeySums, "One sum of keys a sequence and head of v; N is B without cuSeqlens.");
    }

    private static void Written<T>(string name, string axes, ReadOnlySpan<nint> expected, in TensorSpan<T> tensor, string remedy)
    {
        Shape(name, axes, expected, tensor.Lengths, remedy);
        Dense(name, tensor.Lengths, tensor.Strides);
        Distinct(name, tensor.Lengths, tensor.Strides);
    }

    /// <summary>The number of packed sequences.</summary>
    /// <param name="cuSeqlens">Their boundaries.</param>
    /// <param name="tensor">What must stand beside them: its first two axes are batch and tokens.</param>
    /// <param name="q">Its lengths.</param>
    internal static nint Sequences(ReadOnlySpan<long> cuSeqlens, string tensor, ReadOnlySpan<nint> q)
    {
        const string Remedy = "Pack N sequences along T of a batch of 1 and pass their N + 1 boundaries.";
        if (q[0] != 1)
            throw Mismatch("cuSeqlens", $"{tensor} beside cuSeqlens", q, Remedy);
        if (cuSeqlens.Length < 2)
            throw new ArgumentException($"cuSeqlens: expected at least 2 boundaries, got {cuSeqlens.Length}. {Remedy}", "cuSeqlens");
        if (cuSeqlens[0] != 0)
            throw new ArgumentException($"cuSeqlens: expected 0 first, got {cuSeqlens[0]}. {Remedy}", "cuSeqlens");
        for (int i = 1; i < cuSeqlens.Length; i++)
            if (cuSeqlens[i] < cuSeqlens[i - 1])
                throw new ArgumentException($"cuSeqlens: expected no boundary below the one before it, got {cuSeqlens[i]} after {cuSeqlens[i - 1]} at {i}. {Remedy}", "cuSeqlens");
        if (cuSeqlens[^1] != q[1])
            throw new ArgumentException($"cuSeqlens: expected T = {q[1]} last, got {cuSeqlens[^1]}. {Remedy}", "cuSeqlens");
        return cuSeqlens.Length - 1;
    }

    private static void Shape(string name, string axes, ReadOnlySpan<nint> expected, ReadOnlySpan<nint> given, string remedy)
    {
        bool agrees = given.Length == expected.Length;
        for (int i = 0; agrees && i < given.Length; i++)
            agrees = given[i] <= int.MaxValue && (expected[i] == Any || given[i] == expected[i]);
        if (!agrees)
            throw Mismatch(name, $"[{axes}]{Known(axes, expected)}", given, remedy);
    }

    private static string Known(string axes, ReadOnlySpan<nint> expected)
    {
        string[] lengths = axes.Split(", ");
        bool known = false;
        for (int i = 0; i < lengths.Length; i++)
            if (expected[i] != Any)
                (lengths[i], known) = (expected[i].ToString(), true);
        return known ? $" = [{string.Join(", ", lengths)}]" : " with no axis over 2³¹ − 1";
    }

    internal static void Dense(string name, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        if (lengths.Length > 0 && lengths[^1] > 1 && strides[^1] != 1 && !lengths.Contains(0))
            throw Mismatch(name, "a last axis of stride 1", strides, "Other axes may have any stride; copy the tensor to make it dense.", "strides ");
    }

    internal static void Distinct(string name, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        for (int i = 0; i < lengths.Length; i++)
            if (lengths[i] > 1 && strides[i] == 0 && !lengths.Contains(0))
                throw Mismatch(name, "an element of memory for each element written", strides, "A broadcast tensor cannot be an output.", "strides ");
    }

    internal static ArgumentException Mismatch(string name, string expected, ReadOnlySpan<nint> given, string remedy, string what = "") =>
        new($"{name}: expected {expected}, got {what}[{string.Join(", ", given.ToArray())}]. {remedy}", name);
}
