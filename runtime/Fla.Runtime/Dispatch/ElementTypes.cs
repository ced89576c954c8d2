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
}
