using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>Gated slot attention as <see cref="RecurrenceOp"/> and <see cref="DeviceOp"/> are for the other ops: validate, pin, run.</summary>
internal static unsafe class SlotOp
{
    /// <summary>Into new tensors.</summary>
    internal static (Tensor<T> O, Tensor<float>? FinalKeyState, Tensor<float>? FinalValueState) Allocate<T>(in SlotArguments<T> arguments, bool outputFinalState)
        where T : unmanaged
    {
        SlotShape shape = Contract.Slots(arguments);
        Tensor<T> o = Tensor.CreateFromShape<T>(shape.O);
        Tensor<float>? keys = outputFinalState ? Tensor.CreateFromShape<float>(shape.KeyState) : null, values = outputFinalState ? Tensor.CreateFromShape<float>(shape.ValueState) : null;
        Execute(arguments, shape, new()
        {
            O = o,
            FinalKeyState = keys is null ? default : keys.AsTensorSpan(),
            FinalValueState = values is null ? default : values.AsTensorSpan(),
        });
        return (o, keys, values);
    }

    /// <summary>Into the caller's memory.</summary>
    internal static OpRun Forward<T>(in SlotArguments<T> arguments, in SlotOutputs<T> outputs) where T : unmanaged
    {
        SlotShape shape = Contract.Slots(arguments);
        Contract.Outputs(shape, outputs);
        return Execute(arguments, shape, outputs);
    }

    /// <summary>Into new tensors of a GPU.</summary>
    internal static (DeviceTensor<T> O, DeviceTensor<float>? FinalKeyState, DeviceTensor<float>? FinalValueState) Allocate<T>(in SlotDeviceArguments<T> arguments, bool outputFinalState)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(arguments.Stream, "stream");
        SlotShape shape = Contract.Slots(arguments.OnHost());
        CudaDevice device = arguments.Stream.Device;
        DeviceTensor<T> o = new(device, shape.B, shape.T, shape.HV, shape.V);
        DeviceTensor<float>? keys = null, values = null;
        try
        {
            keys = outputFinalState ? new(device, shape.N, shape.HV, shape.K, shape.M) : null;
            values = outputFinalState ? new(device, shape.N, shape.HV, shape.M, shape.V) : null;
            Forward(arguments, o, keys, values);
            return (o, keys, values);
        }
        catch
        {
            o.Dispose();
            keys?.Dispose();
            values?.Dispose();
            throw;
        }
    }

    /// <summary>Into the caller's memory on a GPU.</summary>
    internal static OpRun Forward<T>(in SlotDeviceArguments<T> arguments, DeviceTensor<T> o, DeviceTensor<float>? finalKeyState, DeviceTensor<float>? finalValueState)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(arguments.Stream, "stream");
        ArgumentNullException.ThrowIfNull(o);
        OpRun run = Forward(arguments.OnHost(), new()
        {
            O = arguments.Output(o, "o"),
            FinalKeyState = arguments.Output(finalKeyState, "finalKeyState"),
            FinalValueState = arguments.Output(finalValueState, "finalValueState"),
        });
        arguments.KeepAlive();
        GC.KeepAlive(o);
        GC.KeepAlive(finalKeyState);
        GC.KeepAlive(finalValueState);
        return run;
    }

    private static OpRun Execute<T>(in SlotArguments<T> arguments, SlotShape shape, in SlotOutputs<T> outputs) where T : unmanaged
    {
        fixed (T* q = arguments.Q, k = arguments.K, v = arguments.V, s = arguments.S, o = outputs.O)
        fixed (float* g = arguments.G, keys = arguments.InitialKeyState, values = arguments.InitialValueState, finalKeys = outputs.FinalKeyState, finalValues = outputs.FinalValueState)
        fixed (long* cuSeqlens = arguments.CuSeqlens)
        {
            SlotCall<T> call = new()
            {
                Q = Views.In(q, arguments.Q),
                K = Views.In(k, arguments.K),
                V = Views.In(v, arguments.V),
                S = Views.In(s, arguments.S),
                G = Views.In(g, arguments.G),
                Keys = Views.In(keys, arguments.InitialKeyState),
                Values = Views.In(values, arguments.InitialValueState),
                CuSeqlens = arguments.Packed is { } packed ? packed.OnDevice.In : arguments.CuSeqlens.IsEmpty ? default : new(cuSeqlens, [arguments.CuSeqlens.Length]),
                Packed = arguments.Packed,
                O = Views.Out(o, outputs.O),
                FinalKeys = Views.Out(finalKeys, outputs.FinalKeyState),
                FinalValues = Views.Out(finalValues, outputs.FinalValueState),
                Scale = arguments.Scale ?? 1 / MathF.Sqrt(shape.K),
                Sequences = (int)shape.N,
                Longest = RecurrenceOp.Longest(arguments.CuSeqlens, shape.T),
            };
            Overlap.Check(call, Views.In<T>(o, outputs.O), Views.In<float>(finalKeys, outputs.FinalKeyState), Views.In<float>(finalValues, outputs.FinalValueState));
            return SlotExecution.Run(call, arguments.Options ?? OpOptions.Default, arguments.Stream);
        }
    }
}
