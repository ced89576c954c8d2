using System.Runtime.CompilerServices;

namespace Fla;

/// <summary>The element types an op computes on, and conversions between them and float.</summary>
internal static class Elements
{
    internal static ElementType? Of<T>() =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(BFloat16) ? ElementType.BFloat16
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : null;

    internal static float Round(ElementType type, float value) => type switch
    {
        ElementType.Float32 => value,
        ElementType.BFloat16 => (float)(BFloat16)value,
        ElementType.Float16 => (float)(Half)value,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    internal static T[] FromSingle<T>(ReadOnlySpan<float> values) where T : unmanaged
    {
        T[] result = new T[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = FromSingle<T>(values[i]);
        return result;
    }

    internal static float[] ToSingle<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = ToSingle(values[i]);
        return result;
    }

    private static T FromSingle<T>(float value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>(value)
        : typeof(T) == typeof(BFloat16) ? Unsafe.BitCast<BFloat16, T>((BFloat16)value)
        : Unsafe.BitCast<Half, T>((Half)value);

    private static float ToSingle<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, float>(value)
        : typeof(T) == typeof(BFloat16) ? (float)Unsafe.BitCast<T, BFloat16>(value)
        : (float)Unsafe.BitCast<T, Half>(value);
}
