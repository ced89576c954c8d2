namespace Fla;

/// <summary>How far a result is from a reference, and how far it may be.</summary>
public static class Accuracy
{
    /// <summary>‖x − ref‖ / ‖ref‖ over all elements, in double; NaN if any difference is NaN. Against a zero reference 0 or infinity.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RelativeError(ReadOnlySpan<float> result, ReadOnlySpan<float> reference)
    {
        RequireSameLength(result, reference);
        double difference = 0, norm = 0;
        for (int i = 0; i < result.Length; i++)
        {
            double d = (double)result[i] - reference[i];
            difference += d * d;
            norm += (double)reference[i] * reference[i];
        }
        return difference == 0 ? 0 : Math.Sqrt(difference / norm);
    }

    /// <summary>The largest |x − ref|; NaN if any difference is NaN.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double MaxAbsoluteError(ReadOnlySpan<float> result, ReadOnlySpan<float> reference)
    {
        RequireSameLength(result, reference);
        double max = 0;
        for (int i = 0; i < result.Length; i++)
            max = Math.Max(max, Math.Abs((double)result[i] - reference[i]));
        return max;
    }

    /// <summary>The relative error allowed to kernels: what the element type allows, but 1e-3 for float32 on GPUs, whose products round operands to tf32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not an element type.</exception>
    public static double Tolerance(ElementType type, KernelTarget target) =>
        target == KernelTarget.Cuda && type == ElementType.Float32 ? Tf32 : Tolerance(type);

    private const double Tf32 = 1e-3;

    /// <summary>The relative error allowed to arithmetic in a type: 1e-5 for float32, 1e-3 for float16, 5e-3 for bfloat16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not an element type.</exception>
    public static double Tolerance(ElementType type) => type switch
    {
        ElementType.Float32 => 1e-5,
        ElementType.Float16 => 1e-3,
        ElementType.BFloat16 => 5e-3,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    private static void RequireSameLength(ReadOnlySpan<float> result, ReadOnlySpan<float> reference)
    {
        if (result.Length != reference.Length)
            throw new ArgumentException($"result: expected {reference.Length} elements as in the reference, got {result.Length}.", nameof(result));
    }
}
