using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;
using Fla.Generated;

namespace Fla.Cuda.Tests;

/// <summary>Tensors in the emulator's memory, as kernels are given them.</summary>
internal sealed class DeviceTensors
{
    public PtxMemory Memory { get; } = new();

    /// <summary>A dense tensor over some bytes.</summary>
    public CudaTensor Add(byte[] bytes, params ReadOnlySpan<long> shape)
    {
        Span<long> lengths = stackalloc long[5], strides = stackalloc long[5];
        long stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            (lengths[i], strides[i]) = (shape[i], stride);
            stride *= shape[i];
        }

        return new()
        {
            Data = Memory.Add(bytes),
            D0 = lengths[0],
            D1 = lengths[1],
            D2 = lengths[2],
            D3 = lengths[3],
            S0 = strides[0],
            S1 = strides[1],
            S2 = strides[2],
            S3 = strides[3],
        };
    }
}

internal static class Numbers
{
    public static byte[] ToBits(ElementType type, float[] values)
    {
        if (type == ElementType.Float32)
            return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        ushort[] bits = [.. values.Select(x => (ushort)(type == ElementType.Float16 ? PtxNumbers.ToF16(x) : PtxNumbers.ToBf16(x)))];
        return MemoryMarshal.AsBytes(bits.AsSpan()).ToArray();
    }

    public static float[] FromBits(ElementType type, byte[] bytes) => type == ElementType.Float32
        ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
        : [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(x => type == ElementType.Float16 ? PtxNumbers.FromF16(x) : PtxNumbers.FromBf16(x))];

    /// <summary>NaN of every type.</summary>
    public static byte[] Poisoned(int bytes)
    {
        byte[] poison = new byte[bytes];
        poison.AsSpan().Fill(0xff);
        return poison;
    }
}
