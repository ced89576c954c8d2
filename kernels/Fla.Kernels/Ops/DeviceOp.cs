using Fla.Cuda;

namespace Fla;

/// <summary>What the three ops of the delta family share on GPUs: the CPU's checks, then a launch.</summary>
internal static class DeviceOp
{
    internal static (DeviceTensor<T> O, DeviceTensor<float>? FinalState) Allocate<T>(in DeviceArguments<T> arguments, bool outputFinalState) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(arguments.Stream, "stream");
        DeltaShape shape = Contract.Inputs(arguments.OnHost());
        CudaDevice device = arguments.Stream.Device;
        DeviceTensor<T> o = new(device, shape.B, shape.T, shape.HV, shape.V);
        DeviceTensor<float>? finalState = null;
        try
        {
            finalState = outputFinalState ? new(device, shape.N, shape.HV, shape.K, shape.V) : null;
            Forward(arguments, o, finalState);
            return (o, finalState);
        }
        catch
        {
            o.Dispose();
            finalState?.Dispose();
            throw;
        }
    }

    internal static OpRun Forward<T>(in DeviceArguments<T> arguments, DeviceTensor<T> o, DeviceTensor<float>? finalState) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(arguments.Stream, "stream");
        ArgumentNullException.ThrowIfNull(o);
        OpRun run = DeltaOp.Forward(arguments.OnHost(), arguments.Output(o, "o"), arguments.Output(finalState, "finalState"));
        // The launch has their addresses only: a finalizer must not free them before it is queued.
        GC.KeepAlive(arguments.Q);
        GC.KeepAlive(arguments.K);
        GC.KeepAlive(arguments.V);
        GC.KeepAlive(arguments.G);
        GC.KeepAlive(arguments.Beta);
        GC.KeepAlive(arguments.InitialState);
        GC.KeepAlive(arguments.CuSeqlens);
        GC.KeepAlive(o);
        GC.KeepAlive(finalState);
        return run;
    }
}
