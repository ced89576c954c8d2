namespace Fla.Tuning;

/// <summary>Robust statistics of a few samples.</summary>
internal static class Statistics
{
    private const int Resamples = 400;
    private const double Tail = 0.01;

    /// <summary>The value below which a share of the sorted samples lies, interpolated; NaN for none.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
            return double.NaN;
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return sorted[below] + ((position - below) * (above - sorted[below]));
    }

    public static double Median(ReadOnlySpan<long> samples)
    {
        double[] sorted = Sorted(samples);
        return Quantile(sorted, 0.5);
    }

    /// <summary>Half the distance between the quartiles over the median.</summary>
    public static double Spread(ReadOnlySpan<long> samples)
    {
        double[] sorted = Sorted(samples);
        return (Quantile(sorted, 0.75) - Quantile(sorted, 0.25)) / 2 / Quantile(sorted, 0.5);
    }

    /// <summary>
    /// How much slower <paramref name="slow"/> is than <paramref name="fast"/> at least, with 99 % confidence: a bootstrap over the
    /// median ratio of rounds that both ran, or over the ratio of medians where they ran apart. The same samples give the same bits.
    /// </summary>
    public static double LeastRatio(ReadOnlySpan<long> slow, ReadOnlySpan<long> fast, bool paired)
    {
        List<(double Slow, double Fast)> pairs = [];
        for (int i = 0; paired && i < Math.Min(slow.Length, fast.Length); i++)
        {
            if (slow[i] != Evidence.Lost && fast[i] != Evidence.Lost)
                pairs.Add((slow[i], fast[i]));
        }

        Random random = new(slow.Length * 31 + fast.Length);
        double[] ratios = new double[Resamples];
        if (pairs.Count >= 3)
        {
            double[] of = [.. pairs.Select(static p => p.Slow / p.Fast)];
            for (int i = 0; i < Resamples; i++)
                ratios[i] = MedianOfResample(of, random);
        }
        else
        {
            double[] a = Sorted(slow), b = Sorted(fast);
            for (int i = 0; i < Resamples; i++)
                ratios[i] = MedianOfResample(a, random) / MedianOfResample(b, random);
        }

        Array.Sort(ratios);
        return Quantile(ratios, Tail);
    }

    private static double MedianOfResample(double[] values, Random random)
    {
        if (values.Length == 0)
            return double.NaN;
        Span<double> drawn = stackalloc double[values.Length];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = values[random.Next(values.Length)];
        drawn.Sort();
        return Quantile(drawn, 0.5);
    }

    private static double[] Sorted(ReadOnlySpan<long> samples)
    {
        List<double> valid = [];
        foreach (long sample in samples)
        {
            if (sample != Evidence.Lost)
                valid.Add(sample);
        }

        valid.Sort();
        return [.. valid];
    }
}
