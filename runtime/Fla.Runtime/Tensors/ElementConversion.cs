using System.Runtime.CompilerServices;

namespace Fla;

/// <summary>Conversions between tensor elements and the interpreter's double; the type tests vanish in the JIT.</summary>
internal static class ElementConversion<T> where T : unmanaged
{
    public static bool Supported =>
        typeof(T) == typeof(float) || typeof(T) == typeof(BFloat16) || typeof(T) == typeof(Half) || typeof(T) == typeof(double);

    public static void Require(string operation)
    {
        if (!Supported)
            throw new NotSupportedException($"{operation}: element type {typeof(T).Name} is not one of Single, BFloat16, Half, Double.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Widen(T value)
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<T, float>(value);
        if (typeof(T) == typeof(BFloat16)) return (double)Unsafe.BitCast<T, BFloat16>(value);
        if (typeof(T) == typeof(Half)) return (double)Unsafe.BitCast<T, Half>(value);
        return Unsafe.BitCast<T, double>(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Round(double value)
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>((float)value);
        if (typeof(T) == typeof(BFloat16)) return Unsafe.BitCast<BFloat16, T>((BFloat16)value);
        if (typeof(T) == typeof(Half)) return Unsafe.BitCast<Half, T>((Half)value);
        return Unsafe.BitCast<double, T>(value);
    }
}
