using Fla.Cuda;
using Fla.Generated;

namespace Fla.Gpu;

/// <summary>
/// One call of an op of the family, its tensors on a GPU. Sixteen-bit tensors are their bits. Inputs of fewer tokens or
/// states than the shape has are repeated there: random numbers for billions of elements take minutes.
/// </summary>
internal sealed class FamilyCall : IDisposable
{
    /// <summary>NaN of either type: what is not written shows.</summary>
    private const ushort Poison = 0xffff;

    private readonly CudaDevice _device;
    private readonly List<IDisposable> _tensors = [];
    private delta_chunk_cuda_arguments _arguments;
    private readonly OpShape _shape;
    private readonly int _sequences;
    private readonly DeviceTensor<ushort> _o;
    private readonly DeviceTensor<float> _ht;

    public FamilyCall(CudaDevice device, OpShape shape, OpInputs inputs)
    {
        (_device, _shape) = (device, shape);
        _sequences = inputs.CuSeqlens is { } boundaries ? boundaries.Length - 1 : shape.B;
        (long b, long t, long hv, long k, long v) = (shape.B, shape.T, shape.HV, shape.K, shape.V);
        _o = Filled([Poison], b, t, hv, v);
        _ht = Filled([float.NaN], _sequences, hv, k, v);
        _arguments = new()
        {
            q = Half(inputs, "q"),
            k = Half(inputs, "k"),
            v = Half(inputs, "v"),
            g = Floats(inputs, "g"),
            beta = Half(inputs, "beta"),
            h0 = Floats(inputs, "h0"),
            cuSeqlens = inputs.CuSeqlens is { } cu ? View(Filled(cu, cu.Length)) : default,
            o = View(_o),
            ht = View(_ht),
            scale = 1 / MathF.Sqrt(shape.K),
            normalize = inputs.UseQkL2Norm ? 1 : 0,
        };
    }

    public void Run(CudaKernel kernel, FamilyKernel family, CudaStream stream) =>
        kernel.Launch(new Fla.Grid((_shape.V + family.Slice - 1) / family.Slice, _shape.HV, _sequences), stream, _arguments);

    /// <summary>Whether every element of the outputs was written, none as NaN.</summary>
    public bool IsComplete()
    {
        ushort[] o = new ushort[_o.Length];
        float[] ht = new float[_ht.Length];
        _o.CopyTo(o);
        _ht.CopyTo(ht);
        return !o.AsSpan().ContainsAny(Poison, (ushort)(Poison >> 1)) && !ht.AsSpan().Contains(float.NaN);
    }

    public (float[] O, float[] Ht) Results(ElementType element)
    {
        ushort[] o = new ushort[_o.Length];
        float[] ht = new float[_ht.Length];
        _o.CopyTo(o);
        _ht.CopyTo(ht);
        return (Array.ConvertAll(o, x => element == ElementType.Float16
            ? (float)BitConverter.UInt16BitsToHalf(x)
            : BitConverter.UInt32BitsToSingle((uint)x << 16)), ht);
    }

    public void Dispose()
    {
        _device.Synchronize();
        _tensors.ForEach(static t => t.Dispose());
    }

    private DeviceTensor<T> New<T>(params ReadOnlySpan<long> shape) where T : unmanaged
    {
        DeviceTensor<T> tensor = new(_device, shape);
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>A tensor that repeats some values.</summary>
    private DeviceTensor<T> Filled<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        DeviceTensor<T> tensor = New<T>(shape);
        using (DeviceTensor<T> first = Part(0, values.Length))
            first.CopyFrom(values);
        using CudaStream stream = new(_device);
        for (long filled = values.Length; filled < tensor.Length; filled *= 2)
        {
            long more = Math.Min(filled, tensor.Length - filled);
            using DeviceTensor<T> from = Part(0, more), to = Part(filled, more);
            to.CopyFrom(from, stream);
        }

        stream.Synchronize();
        return tensor;

        unsafe DeviceTensor<T> Part(long start, long length) => new(_device, (nint)(tensor.Address + (start * sizeof(T))), [length], [1]);
    }

    private CudaTensor Half(OpInputs inputs, string name)
    {
        NamedTensor tensor = inputs.Tensors[name];
        return View(Filled(Array.ConvertAll(tensor.Values, x => Bits(inputs.ElementType, x)), [_shape.B, _shape.T, .. tensor.Shape[2..]]));
    }

    private CudaTensor Floats(OpInputs inputs, string name) => inputs.Tensors.TryGetValue(name, out NamedTensor? tensor)
        ? View(Filled(tensor.Values, name == "h0" ? [_sequences, .. tensor.Shape[1..]] : [_shape.B, _shape.T, .. tensor.Shape[2..]]))
        : default;

    private static ushort Bits(ElementType element, float x) => element == ElementType.Float16
        ? BitConverter.HalfToUInt16Bits((Half)x)
        : (ushort)(BitConverter.SingleToUInt32Bits((float)(BFloat16)x) >> 16);

    private static CudaTensor View<T>(DeviceTensor<T> tensor) where T : unmanaged
    {
        long Dim(int axis) => axis < tensor.Rank ? tensor.Dim(axis) : 0;
        long Stride(int axis) => axis < tensor.Rank ? tensor.Stride(axis) : 0;
        return new()
        {
            Data = tensor.Address,
            D0 = Dim(0),
            D1 = Dim(1),
            D2 = Dim(2),
            D3 = Dim(3),
            S0 = Stride(0),
            S1 = Stride(1),
            S2 = Stride(2),
            S3 = Stride(3),
        };
    }
}
