using System.Diagnostics;
using Fla.Cuda;

namespace Fla;

/// <summary>Runs one valid call on its stream, or else on the target that the options name: what is not there is an error, never another variant.</summary>
internal static class RecurrenceExecution
{
    /// <exception cref="InvalidOperationException">This build has no such target or variant.</exception>
    internal static OpRun Run<T>(in RecurrenceCall<T> call, OpOptions options, CudaStream? stream) where T : unmanaged
    {
        long start = Stopwatch.GetTimestamp();
        KernelTarget target = stream is null ? options.Target : KernelTarget.Cuda;
        (string variant, string hash) = Execute(call, options, stream, out int segments);
        OpRun run = new(call.Op.Name, target, variant, hash, Stopwatch.GetElapsedTime(start), segments);
        options.Observer?.Invoke(run);
        return run;
    }

    /// <summary>The same, of which nobody is told.</summary>
    internal static (string Variant, string ContentHash) Execute<T>(in RecurrenceCall<T> call, OpOptions options, CudaStream? stream, out int segments) where T : unmanaged
    {
        segments = 1;
        return (stream is null ? options.Target : KernelTarget.Cuda) switch
        {
            KernelTarget.Cuda when stream is not null => CudaExecution.Run(call, options, stream, out segments),
            KernelTarget.Reference => ReferenceExecution.Run(call, options),
            KernelTarget.Cpu => CpuExecution.Run(call, options),
            _ => throw NoTensors(call.Op, options),
        };
    }

    /// <summary>Finds what would run, and runs nothing.</summary>
    /// <exception cref="InvalidOperationException">This build has no such target or variant.</exception>
    internal static void Check<T>(in RecurrenceCall<T> call, OpOptions options, CudaStream? stream) where T : unmanaged
    {
        if (stream is not null)
            CudaExecution.Find(call, options, stream.Device, out _);
        else if (options.Target == KernelTarget.Reference)
            ReferenceExecution.Find(call, options);
        else if (options.Target == KernelTarget.Cpu)
            CpuExecution.Find(call, options);
        else
            throw NoTensors(call.Op, options);
    }

    private static InvalidOperationException NoTensors(Recurrence op, OpOptions options) =>
        new($"{op.Name}: the target {options.Target} takes tensors in its own memory: pass a stream and device tensors.");
}
