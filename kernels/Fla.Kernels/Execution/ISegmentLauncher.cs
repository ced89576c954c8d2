namespace Fla;

/// <summary>What runs the passes of a <see cref="SegmentedCall{T}"/> in their order: a stream, or a test's machine.</summary>
internal interface ISegmentLauncher<T> where T : unmanaged
{
    void Delta(in DeltaCall<T> call);

    void Scan(in SegmentScanCall call);

    void Apply(in SegmentApplyCall<T> call);
}
