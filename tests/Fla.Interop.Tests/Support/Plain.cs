using System.Numerics.Tensors;

namespace Fla.Interop.Tests;

/// <summary>A call of the gated delta rule on tensors of .NET, and its results: what every other memory must give to the bit.</summary>
internal sealed class Plain<T> where T : unmanaged
{
    public static readonly long[] Boundaries = [0, 7, 7, 33];

    public Plain(int sequences = 2, int tokens = 33, bool packed = false)
    {
        Random random = new(1);
        int states = packed ? Boundaries.Length - 1 : sequences;
        Q = Make<T>([sequences, tokens, 2, 32], () => random.NextSingle() - 0.5f);
        K = Make<T>([sequences, tokens, 2, 32], () => random.NextSingle() - 0.5f);
        V = Make<T>([sequences, tokens, 4, 48], () => random.NextSingle() - 0.5f);
        G = Make<float>([sequences, tokens, 4], () => -random.NextSingle());
        Beta = Make<T>([sequences, tokens, 4], random.NextSingle);
        State = Make<float>([states, 4, 32, 48], () => random.NextSingle() - 0.5f);
        (O, Tensor<float>? final) = GatedDeltaRule.Forward<T>(
            Q, K, V, G, Beta, initialState: State, outputFinalState: true, useQkL2NormInKernel: true, cuSeqlens: packed ? Boundaries : default);
        FinalState = final!;
    }

    public Tensor<T> Q { get; }

    public Tensor<T> K { get; }

    public Tensor<T> V { get; }

    public Tensor<float> G { get; }

    public Tensor<T> Beta { get; }

    public Tensor<float> State { get; }

    public Tensor<T> O { get; }

    public Tensor<float> FinalState { get; }

    public static T[] Elements(in ReadOnlyTensorSpan<T> tensor)
    {
        T[] elements = new T[tensor.FlattenedLength];
        tensor.FlattenTo(elements);
        return elements;
    }

    private static Tensor<TElement> Make<TElement>(ReadOnlySpan<nint> shape, Func<float> next) where TElement : unmanaged
    {
        Tensor<TElement> tensor = Tensor.CreateFromShape<TElement>(shape);
        foreach (ref TElement element in tensor.AsTensorSpan())
            element = Elements<TElement>.From(next());
        return tensor;
    }
}
