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
        int segments = 1;
        (string variant, string hash) = target switch
        {
            KernelTarget.Cuda when stream is not null => CudaExecution.Run(call, options, stream, out segments),
            KernelTarget.Reference => ReferenceExecution.Run(call, options),
            KernelTarget.Cpu => CpuExecution.Run(call, options),
            _ => throw new InvalidOperationException($"{call.Op.Name}: the target {options.Target} takes tensors in its own memory: pass a stream and device tensors."),
        };
        OpRun run = new(call.Op.Name, target, variant, hash, Stopwatch.GetElapsedTime(start), segments);
        options.Observer?.Invoke(run);
        return run;
    }
}
