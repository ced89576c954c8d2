using System.ComponentModel;

namespace Fla;

/// <summary>What emitted launchers check before a kernel runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LaunchCheck
{
    /// <summary>The variant must be compiled for the element type of the call.</summary>
    public static void Element<T>(KernelVariant variant) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != variant.Element)
            throw new ArgumentException($"Variant {variant.Id} computes {variant.Element}, the tensors hold {typeof(T).Name}: select a variant for their type.", nameof(variant));
    }

    /// <summary>A tensor that is given must have the axes that the template uses.</summary>
    public static void Rank(string tensor, int given, bool isEmpty, int expected)
    {
        if (!isEmpty && expected >= 0 && given != expected)
            throw new ArgumentException($"{tensor}: the kernel uses {expected} axes, the tensor has {given}.", tensor);
    }
}
