using Fla.Cuda;

namespace Fla;

/// <summary>The softmax of the scores, in their place.</summary>
internal static unsafe class SlotWeights
{
    private const int ReferenceRows = 16;

    /// <summary>The variant for some slots; null when there is none.</summary>
    public static SlotSoftmaxKernel.Variant? Find(IReadOnlyList<SlotSoftmaxKernel.Variant> variants, ElementType element, int slots)
    {
        for (int i = 0; i < variants.Count; i++)
        {
            if (variants[i].Element == element && variants[i].M >= slots)
                return variants[i];
        }

        return null;
    }

    /// <param name="scores">[rows, slots], dense.</param>
    /// <param name="rows">One a token and head.</param>
    /// <param name="slots">Columns.</param>
    /// <param name="options">Where and how to run.</param>
    /// <param name="stream">The GPU's work, or null.</param>
    public static void Run<T>(T* scores, long rows, int slots, OpOptions options, CudaStream? stream) where T : unmanaged
    {
        if (rows == 0)
            return;
        In<T> from = new(scores, [rows, slots]);
        Out<T> to = new(scores, [rows, slots]);
        if (stream is not null)
        {
            SlotSoftmaxKernel.Variant variant = Find(SlotSoftmaxKernel.CudaVariants, ElementTypes.Of<T>(), slots)!;
            SlotSoftmaxKernel.Launch(variant, stream, Grid(rows, variant.rows), from, to);
        }
        else if (options.Target == KernelTarget.Reference)
        {
            Interpret(rows, slots, from, to);
        }
        else
        {
            SlotSoftmaxKernel.Variant variant = Find(SlotSoftmaxKernel.Variants, ElementTypes.Of<T>(), slots)!;
            SlotSoftmaxKernel.Launch(variant, Grid(rows, variant.rows), from, to, options.MaxThreads ?? 0);
        }
    }

    private static void Interpret<T>(long rows, int slots, In<T> from, Out<T> to) where T : unmanaged =>
        Reference.Run(Grid(rows, ReferenceRows), block => SlotTemplates.SlotSoftmax(block, slots, ReferenceRows, from, to));

    private static Grid Grid(long rows, int tile) => new((int)((rows + tile - 1) / tile));
}
