namespace Fla;

/// <summary>Element types as C# types.</summary>
public static class ElementTypes
{
    /// <summary>The element type of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">Kernels do not compute in <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(BFloat16) ? ElementType.BFloat16
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : throw new ArgumentException($"Kernels compute in float, BFloat16 and Half, not in {typeof(T).Name}.", nameof(T));

    /// <summary><c>f32</c>, <c>bf16</c> or <c>f16</c>, as in variant ids and keys.</summary>
    public static string ToShortName(this ElementType type) => type switch
    {
        ElementType.Float32 => "f32",
        ElementType.BFloat16 => "bf16",
        ElementType.Float16 => "f16",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };
}
