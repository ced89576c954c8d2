using System.Runtime.InteropServices;

namespace Fla.Interop;

/// <summary>DLPack's <c>DLDataType</c>.</summary>
/// <param name="Code">0 is a signed integer, 2 an IEEE float, 4 a bfloat.</param>
/// <param name="Bits">The size of an element.</param>
/// <param name="Lanes">1 unless an element is a vector.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DLDataType(byte Code, byte Bits, ushort Lanes)
{
    /// <summary>The type of elements of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">It is not float, <see cref="BFloat16"/>, <see cref="Half"/> or long.</exception>
    public static DLDataType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? new(2, 32, 1)
        : typeof(T) == typeof(Half) ? new(2, 16, 1)
        : typeof(T) == typeof(BFloat16) ? new(4, 16, 1)
        : typeof(T) == typeof(long) ? new(0, 64, 1)
        : throw new ArgumentException($"Tensors have elements of float, BFloat16, Half or long, not of {typeof(T).Name}.", nameof(T));

    /// <summary>As <c>float32</c>, <c>bfloat16</c> or <c>float32x4</c>.</summary>
    public override string ToString()
    {
        string kind = Code switch { 0 => "int", 1 => "uint", 2 => "float", 4 => "bfloat", 5 => "complex", 6 => "bool", _ => $"code{Code}_" };
        return Lanes == 1 ? $"{kind}{Bits}" : $"{kind}{Bits}x{Lanes}";
    }
}
