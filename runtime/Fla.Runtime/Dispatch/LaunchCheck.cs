using System.ComponentModel;

namespace Fla;

/// <summary>What emitted launchers check before a kernel runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LaunchCheck
{
    /// <summary>The variant must be compiled for the element type of the call.</summary>
    public static void Element<T>(KernelVariant variant) where T : unmanaged
    {
        ElementType? given = typeof(T) == typeof(float) ? ElementType.Float32
            : typeof(T) == typeof(BFloat16) ? ElementType.BFloat16
            : typeof(T) == typeof(Half) ? ElementType.Float16
            : null;
        if (given != variant.Element)
            throw new ArgumentException($"Variant {variant.Id} computes {variant.Element}, the tensors hold {typeof(T).Name}: select a variant for their type.", nameof(variant));
    }

    /// <summary>A tensor that is given must have the axes that the template uses.</summary>
    public static void Rank(string tensor, int given, bool isEmpty, int expected)
    {
        if (!isEmpty && expected >= 0 && given != expected)
            throw new ArgumentException($"{tensor}: the kernel uses {expected} axes, the tensor has {given}.", tensor);
    }
}
