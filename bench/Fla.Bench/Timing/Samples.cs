namespace Fla.Bench;

/// <summary>Milliseconds of one call, each the mean over a batch of calls.</summary>
/// <param name="Sorted">Ascending; never empty.</param>
internal sealed record Samples(double[] Sorted)
{
    public double Median => Quantile(0.5);

    /// <summary>The value below which a share of the samples lies, interpolated.</summary>
    public double Quantile(double share)
    {
        double position = share * (Sorted.Length - 1);
        int below = (int)position;
        double above = Sorted[Math.Min(below + 1, Sorted.Length - 1)];
        return Sorted[below] + ((position - below) * (above - Sorted[below]));
    }
}
