using System.Numerics.Tensors;

namespace Fla;

/// <summary>What the three ops of the delta family share: validate, pin, run.</summary>
internal static unsafe class DeltaOp
{
    internal static (Tensor<T> O, Tensor<float>? FinalState) Allocate<T>(in DeltaArguments<T> arguments, bool outputFinalState)
        where T : unmanaged
    {
        DeltaShape shape = Contract.Inputs(arguments);
        Tensor<T> o = Tensor.CreateFromShape<T>([(nint)shape.B, (nint)shape.T, (nint)shape.HV, (nint)shape.V]);
        Tensor<float>? finalState = outputFinalState
            ? Tensor.CreateFromShape<float>([(nint)shape.N, (nint)shape.HV, (nint)shape.K, (nint)shape.V])
            : null;
        Execute(arguments, shape, o, finalState is null ? default : finalState.AsTensorSpan());
        return (o, finalState);
    }

    internal static OpRun Forward<T>(in DeltaArguments<T> arguments, in TensorSpan<T> o, in TensorSpan<float> finalState)
        where T : unmanaged
    {
        DeltaShape shape = Contract.Inputs(arguments);
        Contract.Outputs<T>(shape, o, finalState);
        return Execute(arguments, shape, o, finalState);
    }

    private static OpRun Execute<T>(
        in DeltaArguments<T> arguments, DeltaShape shape, in TensorSpan<T> oSpan, in TensorSpan<float> finalState)
        where T : unmanaged
    {
        fixed (T* q = arguments.Q, k = arguments.K, v = arguments.V, beta = arguments.Beta, o = oSpan)
        fixed (float* g = arguments.G, h0 = arguments.InitialState, ht = finalState)
        fixed (long* cuSeqlens = arguments.CuSeqlens)
        {
            DeltaCall<T> call = new()
            {
                Q = Views.In(q, arguments.Q),
                K = Views.In(k, arguments.K),
                V = Views.In(v, arguments.V),
                G = Views.In(g, arguments.G),
                Beta = Views.In(beta, arguments.Beta),
                H0 = Views.In(h0, arguments.InitialState),
                CuSeqlens = arguments.Packed is { } packed ? packed.OnDevice.In : arguments.CuSeqlens.IsEmpty ? default : new(cuSeqlens, [arguments.CuSeqlens.Length]),
                Packed = arguments.Packed,
                O = Views.Out(o, oSpan),
                Ht = Views.Out(ht, finalState),
                Scale = arguments.Scale ?? 1 / MathF.Sqrt(shape.K),
                Normalize = arguments.Normalize,
                Decay = arguments.Decay,
                Sequences = (int)shape.N,
                Longest = Longest(arguments.CuSeqlens, shape.T),
            };
            Overlap.Check(call, Views.In<T>(o, oSpan), Views.In<float>(ht, finalState));
            return DeltaExecution.Run(arguments.Op, call, arguments.Options ?? OpOptions.Default, arguments.Stream);
        }
    }

    private static long Longest(ReadOnlySpan<long> cuSeqlens, long tokens)
    {
        if (cuSeqlens.IsEmpty)
            return tokens;
        long longest = 0;
        for (int n = 1; n < cuSeqlens.Length; n++)
            longest = Math.Max(longest, cuSeqlens[n] - cuSeqlens[n - 1]);
        return longest;
    }
}
