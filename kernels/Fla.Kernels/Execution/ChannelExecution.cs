using System.Diagnostics;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>From a checked call of an op over channels to a variant and a grid, on each target.</summary>
internal static class ChannelExecution
{
    /// <exception cref="InvalidOperationException">This build has no such target or variant.</exception>
    internal static OpRun Run<T>(in ChannelCall<T> call, OpOptions options, CudaStream? stream) where T : unmanaged
    {
        long start = Stopwatch.GetTimestamp();
        KernelTarget target = stream is null ? options.Target : KernelTarget.Cuda;
        int segments = 1;
        (string variant, string hash) = target switch
        {
            KernelTarget.Cuda when stream is not null => OnGpu(call, options, stream, out segments),
            KernelTarget.Reference => Interpreted(call, options),
            KernelTarget.Cpu => OnCpu(call, options),
            _ => throw new InvalidOperationException($"{call.Op.Name}: the target {options.Target} takes tensors in its own memory: pass a stream and device tensors."),
        };
        OpRun run = new(call.Op.Name, target, variant, hash, Stopwatch.GetElapsedTime(start), segments);
        options.Observer?.Invoke(run);
        return run;
    }

    private static (string, string) OnCpu<T>(in ChannelCall<T> call, OpOptions options) where T : unmanaged
    {
        int threads = options.MaxThreads ?? 0;
        ElementType element = ElementTypes.Of<T>();
        KernelVariant variant = options.Variant is { } id
            ? Pinned(call.Op, element, id, KernelTarget.Cpu)
            : Choose(Dispatchers.Cpu, call.Work.Problem(element, threads > 0 ? threads : CpuTarget.DefaultThreads), call.Work, threads);
        if (!call.Work.IsEmpty)
            call.Op.Run(variant, call.Op.GridOf(variant, call.Work), call, threads);
        return (variant.Id, variant.ContentHash);
    }

    private static (string, string) OnGpu<T>(in ChannelCall<T> call, OpOptions options, CudaStream stream, out int segments) where T : unmanaged
    {
        ElementType element = ElementTypes.Of<T>();
        KernelVariant variant = options.Variant is { } id
            ? Pinned(call.Op, element, id, KernelTarget.Cuda)
            : Choose(Dispatchers.Cuda(stream.Device), call.Work.Problem(element, 0), call.Work, stream.Device.Limits);
        segments = call.Work.IsEmpty ? 1 : call.Op.Launch(variant, call.Op.GridOf(variant, call.Work), call, options, stream);
        return (variant.Id, variant.ContentHash);
    }

    private static KernelVariant Choose(Dispatcher dispatcher, Problem problem, in ChannelWork work, int threads) =>
        dispatcher.TryFind(problem, out Decision? known) ? known.Variant! : Resolve(dispatcher, problem, work.Op.Contenders(problem.Element, work, threads), "CPU");

    private static KernelVariant Choose(Dispatcher dispatcher, Problem problem, in ChannelWork work, CudaLimits device) =>
        dispatcher.TryFind(problem, out Decision? known) ? known.Variant! : Resolve(dispatcher, problem, work.Op.Contenders(problem.Element, work, device), "CUDA");

    private static KernelVariant Resolve(Dispatcher dispatcher, Problem problem, IReadOnlyList<Contender> contenders, string target) => contenders.Count > 0
        ? dispatcher.Resolve(problem, contenders).Variant!
        : throw new InvalidOperationException($"{problem.Space.Name}: this build has no {target} variant for {problem.Element} that fits: see `fla list`.");

    private static KernelVariant Pinned(ChannelOp op, ElementType element, string id, KernelTarget target)
    {
        KernelVariant? variant = KernelRegistry.Find(id);
        if (variant?.Target != target)
            throw new InvalidOperationException($"{op.Name}: this build has no {(target == KernelTarget.Cpu ? "CPU" : "CUDA")} variant '{id}': see `fla list`.");
        if (!op.Kernels.Contains(variant.Kernel))
            throw new InvalidOperationException($"{op.Name}: variant '{id}' is of kernel {variant.Kernel}, which this op does not use: see `fla list`.");
        if (variant.Element != element)
            throw new InvalidOperationException($"{op.Name}: variant '{id}' computes {variant.Element}; the call has {element}.");
        FlaEventSource.Log.Dispatched(Rung.Pinned);
        return variant;
    }

    private static (string, string) Interpreted<T>(in ChannelCall<T> call, OpOptions options) where T : unmanaged
    {
        ChannelOp op = call.Op;
        string[] names = [.. op.Kernels.Select(static k => $"reference/{k}")];
        int which = options.Variant is { } wanted ? Array.IndexOf(names, wanted) : 0;
        if (which < 0)
            throw new InvalidOperationException($"{op.Name}: the reference has no variant '{options.Variant}': expected {string.Join(" or ", names)}.");
        if (!call.Work.IsEmpty)
            op.Interpret(op.Kernels[which], call);
        return (names[which], "interpreter");
    }
}
