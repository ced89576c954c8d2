using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>A CUDA variant of the delta family.</summary>
/// <param name="Variant">The variant.</param>
internal sealed record FamilyKernel(KernelVariant Variant)
{
    /// <summary>All of this build.</summary>
    public static FamilyKernel[] All { get; } =
        [.. Variants.Ops.Select(static v => new FamilyKernel(v))];

    public string Name => Variant.Id;

    public bool IsChunked => Variant is DeltaChunkKernel.Variant;

    public ElementType Element => Variant.Element;

    public int K => Variant is DeltaChunkKernel.Variant chunk ? chunk.K : ((DeltaRecurrentKernel.Variant)Variant).K;

    public OpDescriptor Op
    {
        get
        {
            Decay decay = Variant is DeltaChunkKernel.Variant chunk ? chunk.decay : ((DeltaRecurrentKernel.Variant)Variant).decay;
            OpCatalog.TryFind(decay switch { Decay.None => "delta_rule", Decay.PerHead => "gated_delta_rule", _ => "kda" }, out OpDescriptor? op);
            return op!;
        }
    }

    public CudaKernelSource Source => Variant.CudaSource!;

    /// <summary>The larger relative error of the two results of a call, against the oracle; NaN when they have NaN.</summary>
    public double Error(CudaDevice device, CudaStream stream, OpShape shape, OpInputs inputs, int? segments = null)
    {
        using FamilyCall call = FamilyCall.Make(device, shape, inputs);
        call.Run(this, stream, segments);
        stream.Synchronize();
        (float[] o, float[] ht) = call.Results();
        IReadOnlyDictionary<string, NamedTensor> expected = Op.Oracle(inputs);
        return Math.Max(Accuracy.RelativeError(o, expected["o"].Values), Accuracy.RelativeError(ht, expected["ht"].Values));
    }
}
