using System;
using System.Numerics.Tensors;
using Fla;

namespace Consumer;

/// <summary>The packaged op on kernels that this project compiled, against the package's own oracle.</summary>
internal static class HeadDimCheck
{
    private const int HeadDim = 96;
    private const int Heads = 2;

    /// <summary>A prompt of no whole number of chunks, and one token: both kernels of the op.</summary>
    public static bool Passes() =>
        Passes(67, "delta_chunk/cpu/f32-K96-BV96-") & Passes(1, "delta_recurrent/cpu/f32-K96-BV64-")
        & AdditivePasses(67, "additive_chunk/cpu/f32-K96-BV96-") & AdditivePasses(1, "additive_recurrent/cpu/f32-K96-BV64-");

    private static bool Passes(int tokens, string kernel)
    {
        Tensor<float> q = Numbers.Tensor(1, 1, tokens, Heads, HeadDim), k = Numbers.Tensor(2, 1, tokens, Heads, HeadDim), v = Numbers.Tensor(3, 1, tokens, Heads, HeadDim);
        Tensor<float> g = Numbers.Tensor(4, 1, tokens, Heads), beta = Numbers.Tensor(5, 1, tokens, Heads);
        foreach (ref float gate in Numbers.Of(g))
            gate = -MathF.Abs(gate);
        foreach (ref float step in Numbers.Of(beta))
            step += 0.5f;

        string variant = "none";
        (Tensor<float> o, Tensor<float>? state) = GatedDeltaRule.Forward<float>(
            q, k, v, g, beta, outputFinalState: true, useQkL2NormInKernel: true, options: new OpOptions { Observer = run => variant = run.Variant });
        (double[] expectedO, double[] expectedState) = DeltaOracle.Forward(
            new OpShape(1, tokens, Heads, Heads, HeadDim, HeadDim), Numbers.Of(q), Numbers.Of(k), Numbers.Of(v), Numbers.Of(g), Numbers.Of(beta), [], [], 1 / Math.Sqrt(HeadDim), normalize: true);

        return IsChosen(variant, kernel)
            & Report.Close("o", variant, Numbers.Of(o), Array.ConvertAll(expectedO, static x => (float)x))
            & Report.Close("state", variant, Numbers.Of(state!), Array.ConvertAll(expectedState, static x => (float)x));
    }

    private static bool AdditivePasses(int tokens, string kernel)
    {
        if (!OpCatalog.TryFind("gla", out OpDescriptor? op))
            return Report.Check("gla is in the catalog", false);
        OpInputs inputs = op.Synthesize(new OpShape(1, tokens, Heads, Heads, HeadDim, HeadDim), ElementType.Float32, 1);
        OpOutputs outputs = op.Run(inputs, new OpOptions());
        return IsChosen(outputs.Run.Variant, kernel)
            & Report.Close("o", outputs.Run.Variant, outputs.Tensors["o"].Values, op.Oracle(inputs)["o"].Values);
    }

    private static bool IsChosen(string variant, string kernel)
    {
        bool chosen = variant.StartsWith(kernel, StringComparison.Ordinal);
        if (!chosen)
            Report.Line($"FAIL {variant} ran, not {kernel}…: {string.Join(" ", KernelRegistry.Problems)}");
        return chosen;
    }
}
