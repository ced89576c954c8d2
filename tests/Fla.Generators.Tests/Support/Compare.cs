namespace Fla.Generators.Tests.Support;

/// <summary>Numbers that should agree: NaN and infinities in the same places, and a small relative distance between the rest.</summary>
internal static class Compare
{
    public static string? Explain(string name, long[] shape, double[] expected, double[] actual, double tolerance)
    {
        double distance = 0;
        double norm = 0;
        int worst = -1;
        double largest = -1;
        for (int i = 0; i < expected.Length; i++)
        {
            // Beyond fp32's range the interpreter's doubles go on.
            double wanted = Math.Abs(expected[i]) > float.MaxValue ? double.CopySign(double.PositiveInfinity, expected[i]) : expected[i];
            if (!double.IsFinite(wanted) || !double.IsFinite(actual[i]))
            {
                if (!wanted.Equals(actual[i]))
                    return $"'{name}'{Place(i, shape)} is {actual[i]:R}, expected {wanted:R}";
                continue;
            }

            double difference = Math.Abs(wanted - actual[i]);
            if (difference > largest)
                (largest, worst) = (difference, i);
            distance += difference * difference;
            norm += wanted * wanted;
        }

        double error = Math.Sqrt(distance) / Math.Max(Math.Sqrt(norm), 1e-30);
        return error <= tolerance || distance == 0
            ? null
            : $"'{name}' is off by {error:E2} of its norm (at most {tolerance:E0}); at its worst, {Place(worst, shape)} is {actual[worst]:R}, expected {expected[worst]:R}";
    }

    /// <summary>The same elements must have been written: a NaN that was written hides among those that were not.</summary>
    public static string? Coverage(string name, long[] shape, bool[] expected, bool[] actual)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        return at == expected.Length ? null : $"'{name}'{Place(at, shape)} was {(actual[at] ? "written" : "not written")}";
    }

    private static string Place(long index, long[] shape)
    {
        string text = "";
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            text = (axis == 0 ? "" : ", ") + (index % shape[axis]) + text;
            index /= shape[axis];
        }

        return $"[{text}]";
    }
}
