using System.Numerics;
using Fla.Cuda;

namespace Fla;

/// <summary>
/// What cut calls read besides their tensors, in the memory of one GPU and kept until the process ends: captured graphs have the addresses.
/// </summary>
internal sealed unsafe class SegmentTables
{
    private const long InitialCapacity = 1 << 17;

    private static readonly Lock Gate = new();
    private static volatile SegmentTables?[] s_byGpu = [];

    private readonly CudaDevice _device;
    private readonly DeviceTensor<float> _identity;
    private readonly List<DeviceTensor<long>> _outgrown = [];
    private volatile DeviceTensor<long> _ramp;

    private SegmentTables(CudaDevice device)
    {
        const int MaxK = SegmentedCall<float>.MaxK;
        _device = device;
        float[] identity = new float[MaxK * MaxK];
        for (int i = 0; i < MaxK; i++)
            identity[i * (MaxK + 1)] = 1;
        _identity = new(device, MaxK, MaxK);
        _identity.CopyFrom(identity);
        _ramp = Ramp(device, InitialCapacity);
    }

    /// <summary>A GPU's, made at the first call that is cut.</summary>
    /// <exception cref="CudaException">There is not enough memory, or a stream of this thread is being captured.</exception>
    public static SegmentTables Of(CudaDevice device)
    {
        SegmentTables?[] known = s_byGpu;
        return device.Ordinal < known.Length && known[device.Ordinal] is { } tables ? tables : Make(device);
    }

    /// <summary>[256, 256].</summary>
    public float* Identity => (float*)_identity.Address;

    /// <inheritdoc cref="SegmentRamp.Bounds"/>
    public In<long> Bounds(long tokens, long length, int count)
    {
        DeviceTensor<long> ramp = _ramp;
        if (CapacityOf(ramp) < tokens)
            ramp = Grow(tokens);
        return SegmentRamp.Bounds((long*)ramp.Address, CapacityOf(ramp), tokens, length, count);
    }

    private DeviceTensor<long> Grow(long tokens)
    {
        lock (_outgrown)
        {
            if (CapacityOf(_ramp) < tokens)
            {
                _outgrown.Add(_ramp);
                _ramp = Ramp(_device, (long)BitOperations.RoundUpToPowerOf2((ulong)tokens));
            }

            return _ramp;
        }
    }

    private static long CapacityOf(DeviceTensor<long> ramp) => ramp.Length / 2;

    private static DeviceTensor<long> Ramp(CudaDevice device, long capacity)
    {
        long[] values = SegmentRamp.Make(capacity);
        DeviceTensor<long> ramp = new(device, values.Length);
        ramp.CopyFrom(values);
        return ramp;
    }

    private static SegmentTables Make(CudaDevice device)
    {
        lock (Gate)
        {
            if (device.Ordinal < s_byGpu.Length && s_byGpu[device.Ordinal] is { } known)
                return known;
            SegmentTables tables = new(device);
            SegmentTables?[] all = new SegmentTables?[Math.Max(s_byGpu.Length, device.Ordinal + 1)];
            s_byGpu.CopyTo(all, 0);
            all[device.Ordinal] = tables;
            s_byGpu = all;
            return tables;
        }
    }
}
