namespace Fla.Cli;

/// <summary>Times of one call in milliseconds, each the mean over a batch of calls.</summary>
/// <param name="Sorted">The samples that count, ascending; never empty.</param>
/// <param name="Batch">Calls a sample.</param>
/// <param name="Rejected">Samples thrown away because a garbage collection ran in them.</param>
/// <param name="FirstCall">The very first call, compilation included.</param>
internal sealed record Samples(double[] Sorted, int Batch, int Rejected, double FirstCall)
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
