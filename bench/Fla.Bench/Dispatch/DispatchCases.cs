using System.Numerics.Tensors;

namespace Fla.Bench;

/// <summary>Calls of the public API with next to nothing to compute.</summary>
internal static class DispatchCases
{
    public static IReadOnlyList<(string Name, Action Call)> All()
    {
        SmallCall none = new(batch: 0, tokens: 1), empty = new(batch: 1, tokens: 0), one = new(batch: 1, tokens: 1);
        OpOptions given = new() { Variant = one.Variant() };
        KernelVariant? chosen = null;
        return
        [
            ("an empty delegate", static () => { }),
            ($"Select among {DeltaChunkKernel.Variants.Count} variants of {DeltaChunkKernel.Name}", () => chosen = DeltaChunkKernel.Select(ElementType.Float32, SmallCall.Dim, Decay.PerHead, Erase.Key, default(OneToken))),
            ($"Select among {DeltaRecurrentKernel.Variants.Count} variants of {DeltaRecurrentKernel.Name}", () => chosen = DeltaRecurrentKernel.Select(ElementType.Float32, SmallCall.Dim, Decay.PerHead, Erase.Key, default(OneToken))),
            ("the tensor spans of a call", one.MakeSpans),
            ("Forward, B = 0: nothing is launched", () => none.Forward(null)),
            ("Forward, T = 0: the state is copied", () => empty.Forward(null)),
            ("Forward, T = 1", () => one.Forward(null)),
            ("Forward, T = 1, variant given", () => one.Forward(given)),
            ("Forward, T = 1, results allocated", one.Allocate),
        ];
    }

    private readonly struct OneToken : IWorkload<DeltaChunkKernel.Variant>, IWorkload<DeltaRecurrentKernel.Variant>
    {
        public WorkSize Size => new(1, 1);

        public long Programs(DeltaChunkKernel.Variant variant) => 1;

        public long Programs(DeltaRecurrentKernel.Variant variant) => 1;

        public long Extent(DeltaChunkKernel.Variant variant) => 1;

        public long Extent(DeltaRecurrentKernel.Variant variant) => 1;
    }

    /// <summary>The gated delta rule over one head.</summary>
    private sealed class SmallCall(int batch, int tokens)
    {
        public const int Dim = 32;
        private readonly nint[] _shape = [batch, tokens, 1, Dim], _gateShape = [batch, tokens, 1], _stateShape = [batch, 1, Dim, Dim];
        private readonly float[] _x = new float[batch * tokens * Dim], _o = new float[batch * tokens * Dim], _gates = new float[batch * tokens], _state = new float[batch * Dim * Dim];
        private nint _spans;

        public void Forward(OpOptions? options)
        {
            ReadOnlyTensorSpan<float> q = new(_x, _shape), k = new(_x, _shape), v = new(_x, _shape), g = new(_gates, _gateShape), beta = new(_gates, _gateShape), before = new(_state, _stateShape);
            TensorSpan<float> o = new(_o, _shape), after = new(_state, _stateShape);
            GatedDeltaRule.Forward(q, k, v, g, beta, o, initialState: before, finalState: after, options: options);
        }

        public void Allocate()
        {
            ReadOnlyTensorSpan<float> q = new(_x, _shape), k = new(_x, _shape), v = new(_x, _shape), g = new(_gates, _gateShape), beta = new(_gates, _gateShape), before = new(_state, _stateShape);
            GatedDeltaRule.Forward(q, k, v, g, beta, initialState: before, outputFinalState: true);
        }

        /// <summary>What <see cref="Forward"/> makes for its arguments.</summary>
        public void MakeSpans()
        {
            ReadOnlyTensorSpan<float> q = new(_x, _shape), k = new(_x, _shape), v = new(_x, _shape), g = new(_gates, _gateShape), beta = new(_gates, _gateShape), before = new(_state, _stateShape);
            TensorSpan<float> o = new(_o, _shape), after = new(_state, _stateShape);
            _spans += q.FlattenedLength + k.FlattenedLength + v.FlattenedLength + g.FlattenedLength + beta.FlattenedLength + before.FlattenedLength + o.FlattenedLength + after.FlattenedLength;
        }

        public string Variant()
        {
            string variant = "";
            Forward(new OpOptions { Observer = run => variant = run.Variant });
            return variant;
        }
    }
}
