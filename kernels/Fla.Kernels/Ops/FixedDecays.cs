using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Fla.Cuda;

namespace Fla;

/// <summary>
/// The decays of ops that fix them: a number a head, seen by every token. Kept until the process ends, on GPUs too, where captured graphs have
/// their addresses.
/// </summary>
internal static unsafe class FixedDecays
{
    private static readonly ConcurrentDictionary<(Recurrence, long Heads, Layer), float[]> OnHost = new();
    private static readonly ConcurrentDictionary<(Recurrence, long Heads, Layer, int Gpu), DeviceTensor<float>> OnGpu = new();

    /// <summary>[B, T, HV].</summary>
    public static ReadOnlyTensorSpan<float> Of<T>(in RecurrenceArguments<T> call, in RecurrenceShape shape) where T : unmanaged
    {
        if (shape.B * shape.T * shape.HV == 0)
            return default;
        ReadOnlySpan<nint> lengths = [(nint)shape.B, (nint)shape.T, (nint)shape.HV], strides = [0, 0, shape.HV > 1 ? 1 : 0];
        float[] values = OnHost.GetOrAdd((call.Op, shape.HV, call.Layer), static key => key.Item1.FixedDecay!((int)key.Heads, key.Item3));
        if (call.Stream is null)
            return new(values, 0, lengths, strides);
        DeviceTensor<float> table = OnGpu.GetOrAdd((call.Op, shape.HV, call.Layer, call.Stream.Device.Ordinal), static (_, made) => Upload(made.Device, made.values), (call.Stream.Device, values));
        return new((float*)table.Address, (nint)shape.HV, lengths, strides);
    }

    private static DeviceTensor<float> Upload(CudaDevice device, float[] values)
    {
        DeviceTensor<float> table = new(device, values.Length);
        table.CopyFrom(values);
        return table;
    }
}
