using System.Numerics.Tensors;

namespace Fla;

/// <summary>What all ops share: validate, pin, run.</summary>
internal static unsafe class RecurrenceOp
{
    /// <summary>Into new tensors.</summary>
    internal static (Tensor<T> O, Tensor<float>? FinalState, Tensor<float>? FinalKeySums) Allocate<T>(in RecurrenceArguments<T> arguments, bool outputFinalState)
        where T : unmanaged
    {
        RecurrenceShape shape = Contract.Inputs(arguments);
        Tensor<T> o = Tensor.CreateFromShape<T>([(nint)shape.B, (nint)shape.T, (nint)shape.HV, (nint)shape.V]);
        Tensor<float>? finalState = outputFinalState ? Tensor.CreateFromShape<float>([(nint)shape.N, (nint)shape.HV, (nint)shape.K, (nint)shape.V]) : null;
        Tensor<float>? finalKeySums = outputFinalState && arguments.Op.HasKeySums ? Tensor.CreateFromShape<float>([(nint)shape.N, (nint)shape.HV, (nint)shape.K]) : null;
        Execute(arguments, shape, new()
        {
            O = o,
            FinalState = finalState is null ? default : finalState.AsTensorSpan(),
            FinalKeySums = finalKeySums is null ? default : finalKeySums.AsTensorSpan(),
        });
        return (o, finalState, finalKeySums);
    }

    /// <summary>Into the caller's memory.</summary>
    internal static OpRun Forward<T>(in RecurrenceArguments<T> arguments, in RecurrenceOutputs<T> outputs) where T : unmanaged
    {
        RecurrenceShape shape = Contract.Inputs(arguments);
        Contract.Outputs(shape, outputs);
        return Execute(arguments, shape, outputs);
    }

    private static OpRun Execute<T>(in RecurrenceArguments<T> arguments, RecurrenceShape shape, in RecurrenceOutputs<T> outputs) where T : unmanaged
    {
        ReadOnlyTensorSpan<float> gates = arguments.Op.FixedDecay is null ? arguments.G : FixedDecays.Of(arguments, shape);
        fixed (T* q = arguments.Q, k = arguments.K, v = arguments.V, beta = arguments.Beta, u = arguments.U, o = outputs.O)
        fixed (T* a = arguments.A, b = arguments.B, w = arguments.W)
        fixed (float* g = gates, h0 = arguments.InitialState, z0 = arguments.InitialKeySums, ht = outputs.FinalState, zt = outputs.FinalKeySums)
        fixed (long* cuSeqlens = arguments.CuSeqlens)
        {
            RecurrenceCall<T> call = new()
            {
                Op = arguments.Op.WithSteps(arguments.Steps),
                Q = Views.In(q, arguments.Q),
                K = Views.In(k, arguments.K),
                V = Views.In(v, arguments.V),
                G = Views.In(g, gates),
                Beta = Views.In(beta, arguments.Beta),
                U = Views.In(u, arguments.U),
                A = Views.In(a, arguments.A),
                B = Views.In(b, arguments.B),
                W = Views.In(w, arguments.W),
                H0 = Views.In(h0, arguments.InitialState),
                Z0 = Views.In(z0, arguments.InitialKeySums),
                CuSeqlens = arguments.Packed is { } packed ? packed.OnDevice.In : arguments.CuSeqlens.IsEmpty ? default : new(cuSeqlens, [arguments.CuSeqlens.Length]),
                Packed = arguments.Packed,
                O = Views.Out(o, outputs.O),
                Ht = Views.Out(ht, outputs.FinalState),
                Zt = Views.Out(zt, outputs.FinalKeySums),
                Scale = arguments.Scale ?? arguments.Op.DefaultScale ?? 1 / MathF.Sqrt(shape.K),
                Normalize = arguments.Normalize,
                Sequences = (int)shape.N,
                Longest = Longest(arguments.CuSeqlens, shape.T),
            };
            Overlap.Check(call, Views.In<T>(o, outputs.O), Views.In<float>(ht, outputs.FinalState), Views.In<float>(zt, outputs.FinalKeySums));
            return RecurrenceExecution.Run(call, arguments.Options ?? OpOptions.Default, arguments.Stream);
        }
    }

    internal static long Longest(ReadOnlySpan<long> cuSeqlens, long tokens)
    {
        if (cuSeqlens.IsEmpty)
            return tokens;
        long longest = 0;
        for (int n = 1; n < cuSeqlens.Length; n++)
            longest = Math.Max(longest, cuSeqlens[n] - cuSeqlens[n - 1]);
        return longest;
    }
}
