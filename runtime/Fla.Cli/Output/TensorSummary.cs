namespace Fla.Cli;

/// <summary>A tensor in three numbers; a NaN anywhere shows in all of them.</summary>
internal readonly record struct TensorSummary(double Mean, double Min, double Max)
{
    public static TensorSummary Of(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return new TensorSummary(double.NaN, double.NaN, double.NaN);
        double sum = 0;
        float min = values[0], max = values[0];
        foreach (float value in values)
        {
            sum += value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return new TensorSummary(sum / values.Length, min, max);
    }
}
