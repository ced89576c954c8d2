using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>A CUDA variant for one of the ops that it computes.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Recurrence">The op.</param>
internal sealed record FamilyKernel(KernelVariant Variant, Recurrence Recurrence)
{
    /// <summary>All of this build, for each op.</summary>
    public static FamilyKernel[] All { get; } =
    [
        .. from recurrence in Recurrences.All.Concat(Recurrences.Parts)
           from variant in recurrence.Family.CudaVariants
           let op = recurrence.As(recurrence.Family.FormOf(variant)!.Value)
           where op is not null
           select new FamilyKernel(variant, op),
    ];

    public string Name => Variant.Id;

    public bool IsChunked => Form.IsChunked;

    public ElementType Element => Variant.Element;

    public int K => Form.K;

    public OpDescriptor Op => Recurrence.HasSteps ? new RecurrenceDescriptor(Recurrence) : OpCatalog.All.First(o => o.Name == Recurrence.Name);

    private Form Form => Recurrence.Family.FormOf(Variant)!.Value;

    /// <summary>The first op that a variant computes.</summary>
    public static FamilyKernel Of(KernelVariant variant) => All.First(k => k.Variant == variant);

    public CudaKernelSource Source => Variant.CudaSource!;

    /// <summary>The largest relative error of the results of a call, against the oracle; NaN when they have NaN.</summary>
    public double Error(CudaDevice device, CudaStream stream, OpShape shape, OpInputs inputs, int? segments = null)
    {
        using FamilyCall call = FamilyCall.Make(device, Recurrence, shape, inputs);
        call.Run(this, stream, segments);
        stream.Synchronize();
        IReadOnlyDictionary<string, NamedTensor> expected = Op.Oracle(inputs);
        double worst = 0;
        foreach ((string name, float[] values) in call.Results())
            worst = Math.Max(worst, Accuracy.RelativeError(values, expected[name].Values));
        return worst;
    }
}
