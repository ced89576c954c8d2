using System.Diagnostics;

namespace Fla;

/// <summary>Runs one valid call on the target that the options name: what is not there is an error, never another variant.</summary>
internal static class DeltaExecution
{
    /// <exception cref="InvalidOperationException">This build has no such target or variant.</exception>
    internal static OpRun Run<T>(string op, in DeltaCall<T> call, OpOptions options) where T : unmanaged
    {
        long start = Stopwatch.GetTimestamp();
        (string variant, string hash) = options.Target switch
        {
            KernelTarget.Reference => ReferenceExecution.Run(call, options),
            KernelTarget.Cpu => CpuExecution.Run(op, call, options),
            _ => throw new InvalidOperationException($"{op}: this build has no variant for the target {options.Target}."),
        };
        OpRun run = new(op, options.Target, variant, hash, Stopwatch.GetElapsedTime(start));
        options.Observer?.Invoke(run);
        return run;
    }
}
