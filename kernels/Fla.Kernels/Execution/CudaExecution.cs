using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>The variants for GPUs: which runs, and over which grid.</summary>
internal static class CudaExecution
{
    /// <summary>How much longer chunks take whose rows are copied element by element.</summary>
    private const double RaggedRows = 1.5;

    /// <exception cref="InvalidOperationException">No variant fits, or the pinned one does not, or the call cannot be cut as it was asked.</exception>
    internal static (string Variant, string ContentHash) Run<T>(in RecurrenceCall<T> call, OpOptions options, CudaStream stream, out int segments) where T : unmanaged
    {
        Work work = call.Work;
        KernelVariant variant = Find(call, options, stream.Device, out long length);
        segments = 1;
        if (work.IsEmpty)
            return (variant.Id, variant.ContentHash);

        if (length == 0)
        {
            Launch(variant, call, stream);
        }
        else
        {
            segments = (int)((call.Longest + length - 1) / length);
            StreamPasses.Run(variant, call, length, stream);
        }

        return (variant.Id, variant.ContentHash);
    }

    /// <summary>What runs, and how many tokens a segment has; 0 when nothing is cut.</summary>
    /// <inheritdoc cref="Run"/>
    internal static KernelVariant Find<T>(in RecurrenceCall<T> call, OpOptions options, CudaDevice device, out long length) where T : unmanaged
    {
        Work work = call.Work;
        KernelVariant variant = options.Variant is { } id ? PinnedVariant.Find(call, id, KernelTarget.Cuda) : Choose(call, work, device).Variant!;
        length = work.IsEmpty ? 0 : SequenceSplit.LengthOf(call, variant, options.Segments, device.Limits);
        return variant;
    }

    /// <summary>One launch.</summary>
    internal static void Launch<T>(KernelVariant variant, in RecurrenceCall<T> call, CudaStream stream) where T : unmanaged =>
        call.Op.Family.Launch(variant, call.Work.Grid(variant), call, stream);

    /// <summary>Each with the expectation for the call as it would be cut.</summary>
    internal static IReadOnlyList<Contender> Contenders(Recurrence op, ElementType element, int k, Work work, CudaLimits device)
    {
        bool ragged = IsRagged(k, element) || IsRagged(work.Columns, element);
        return [.. op.Family.Contenders(op.Kind, element, k, work, device).Select(Cut)];

        Contender Cut(Contender whole)
        {
            double slower = ragged && op.Family.FormOf(whole.Variant)!.Value.IsChunked ? RaggedRows : 1;
            return SequenceSplit.Choose(op, whole.Variant, k, work, device, even: false) is { Length: > 0 } cut
                ? new Contender(whole.Variant, cut.Cycles * slower, (int)((work.Tokens + cut.Length - 1) / cut.Length))
                : new Contender(whole.Variant, whole.Cycles * slower);
        }
    }

    /// <summary>Whether rows do not begin where 16 bytes can be copied at once.</summary>
    private static bool IsRagged(int columns, ElementType element) => columns * (element == ElementType.Float32 ? 4 : 2) % 16 != 0;

    /// <summary>Why no variant fits: what there is instead, or what the GPU lacks.</summary>
    internal static string Missing(Recurrence op, ElementType element, int k, CudaLimits device)
    {
        (KernelVariant Variant, int K)[] all =
        [
            .. op.Family.CudaVariants.Select(v => (Variant: v, Form: op.Family.FormOf(v)!.Value)).Where(v => v.Form.Kind.Computes(op.Kind)).Select(static v => (v.Variant, v.Form.K)),
        ];
        KernelVariant? tooLarge = Array.Find(all, v => v.Variant.Element == element && v.K >= k).Variant;
        if (tooLarge is not null)
            return $"{op.Name}: variant {tooLarge.Id} {device.Obstacle(tooLarge.Resources)}.";
        string there = string.Join("; ", all.GroupBy(static v => v.Variant.Element).Select(static g => $"{g.Key} with K ≤ {g.Max(static v => v.K)}"));
        return $"{op.Name}: this build has no CUDA variant for {element}, K = {k}, {op.Kind}: "
            + (there.Length > 0 ? $"there is {there}. Convert the tensors, or widen FlaCudaHeadDims." : "add cuda to FlaTargets.");
    }

    private static Decision Choose<T>(in RecurrenceCall<T> call, Work work, CudaDevice device) where T : unmanaged
    {
        Recurrence op = call.Op;
        ElementType element = ElementTypes.Of<T>();
        int k = call.Q.Dim(3);
        Problem problem = op.CudaProblem(element, k, call.V.Dim(3), work.Size);
        Dispatcher dispatcher = Dispatchers.Cuda(device);
        if (dispatcher.TryFind(problem, out Decision? known))
            return known;
        IReadOnlyList<Contender> contenders = Contenders(op, element, k, work, device.Limits);
        return contenders.Count > 0
            ? dispatcher.Resolve(problem, contenders)
            : throw new InvalidOperationException(Missing(op, element, k, device.Limits));
    }
}
