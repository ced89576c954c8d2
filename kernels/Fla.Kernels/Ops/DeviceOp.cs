using Fla.Cuda;

namespace Fla;

/// <summary>What all ops share on GPUs: the CPU's checks, then a launch.</summary>
internal static class DeviceOp
{
    /// <summary>Into new tensors.</summary>
    internal static (DeviceTensor<T> O, DeviceTensor<float>? FinalState, DeviceTensor<float>? FinalKeySums) Allocate<T>(in DeviceArguments<T> arguments, bool outputFinalState)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(arguments.Stream, "stream");
        RecurrenceShape shape = Contract.Inputs(arguments.OnHost());
        CudaDevice device = arguments.Stream.Device;
        DeviceTensor<T> o = new(device, shape.B, shape.T, shape.HV, shape.V);
        DeviceTensor<float>? finalState = null, finalKeySums = null;
        try
        {
            finalState = outputFinalState ? new(device, shape.N, shape.HV, shape.K, shape.V) : null;
            finalKeySums = outputFinalState && arguments.Op.HasKeySums ? new(device, shape.N, shape.HV, shape.K) : null;
            Forward(arguments, o, finalState, finalKeySums);
            return (o, finalState, finalKeySums);
        }
        catch
        {
            o.Dispose();
            finalState?.Dispose();
            finalKeySums?.Dispose();
            throw;
        }
    }

    /// <summary>Into the caller's memory.</summary>
    internal static OpRun Forward<T>(in DeviceArguments<T> arguments, DeviceTensor<T> o, DeviceTensor<float>? finalState, DeviceTensor<float>? finalKeySums = null)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(arguments.Stream, "stream");
        ArgumentNullException.ThrowIfNull(o);
        OpRun run = RecurrenceOp.Forward(arguments.OnHost(), new()
        {
            O = arguments.Output(o, "o"),
            FinalState = arguments.Output(finalState, "finalState"),
            FinalKeySums = arguments.Output(finalKeySums, "finalKeySums"),
        });
        arguments.KeepAlive();
        GC.KeepAlive(o);
        GC.KeepAlive(finalState);
        GC.KeepAlive(finalKeySums);
        return run;
    }
}
