using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using Fla.Cuda;

namespace Fla;

/// <summary>Runs one valid call of gated slot attention: the scores of the slots, their softmax, and what it reads of the slots.</summary>
internal static unsafe class SlotExecution
{
    private static readonly ConcurrentDictionary<(string Scores, string Reads), string> Joined = new();

    /// <exception cref="InvalidOperationException">This build has no such target or variant.</exception>
    internal static OpRun Run<T>(in SlotCall<T> call, OpOptions options, CudaStream? stream) where T : unmanaged
    {
        long start = Stopwatch.GetTimestamp();
        (OpOptions scores, OpOptions reads) = Halves(options, stream is null && options.Target == KernelTarget.Reference);
        // Whatever is not there is said before the first half has written its state.
        RecurrenceExecution.Check(call.Scores(Nowhere<T>()), scores, stream);
        RecurrenceExecution.Check(call.Reads(Nowhere<T>()), reads, stream);

        OpRun run = stream is null ? OnHost(call, scores, reads) : OnStream(call, scores, reads, stream);
        run = run with { Elapsed = Stopwatch.GetElapsedTime(start) };
        options.Observer?.Invoke(run);
        return run;
    }

    private static OpRun OnHost<T>(in SlotCall<T> call, OpOptions scores, OpOptions reads) where T : unmanaged
    {
        T[] pooled = ArrayPool<T>.Shared.Rent((int)Math.Max(1, call.Rows * call.Slots));
        try
        {
            fixed (T* memory = pooled)
                return Run(call, scores, reads, null, memory);
        }
        finally
        {
            ArrayPool<T>.Shared.Return(pooled);
        }
    }

    private static OpRun OnStream<T>(in SlotCall<T> call, OpOptions scores, OpOptions reads, CudaStream stream) where T : unmanaged
    {
        if (call.Rows == 0)
            return Run(call, scores, reads, stream, Nowhere<T>());
        if (!stream.Device.Limits.HasStreamMemory)
            throw new InvalidOperationException("gsa: the slots' scores need memory of the stream, and the GPU's driver has no memory pools. Run on another GPU, or on the CPU.");
        using StreamMemory memory = new(stream, call.Rows * call.Slots * sizeof(T));
        return Run(call, scores, reads, stream, (T*)memory.Address);
    }

    private static OpRun Run<T>(in SlotCall<T> call, OpOptions scores, OpOptions reads, CudaStream? stream, T* memory) where T : unmanaged
    {
        (string variant, string hash) = RecurrenceExecution.Execute(call.Scores(memory), scores, stream, out _);
        SlotWeights.Run(memory, call.Rows, call.Slots, scores, stream);
        (string second, string secondHash) = RecurrenceExecution.Execute(call.Reads(memory), reads, stream, out int segments);
        return new("gsa", stream is null ? scores.Target : KernelTarget.Cuda, Both(variant, second), Both(hash, secondHash), default, segments);
    }

    /// <summary>A pinned variant is of one half, and the other half has its choice; only reads are cut.</summary>
    private static (OpOptions Scores, OpOptions Reads) Halves(OpOptions options, bool isReference)
    {
        if ((options.Variant is null && options.Segments is null) || isReference)
            return (options, options);
        bool isScores = options.Variant is { } id && KernelRegistry.Find(id) is { } variant && Family.Additive.FormOf(variant)?.Kind == Recurrences.SlotScores.Kind;
        return (options with { Variant = isScores ? options.Variant : null, Segments = null }, isScores ? options with { Variant = null } : options);
    }

    /// <summary>A tensor needs an address, also one that nobody reads.</summary>
    private static T* Nowhere<T>() where T : unmanaged => (T*)sizeof(T);

    private static string Both(string scores, string reads) => scores == reads ? scores : Joined.GetOrAdd((scores, reads), static both => $"{both.Scores} + {both.Reads}");
}
