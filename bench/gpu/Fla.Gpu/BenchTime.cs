using System.Globalization;

namespace Fla.Gpu;

/// <summary>Milliseconds.</summary>
internal sealed record BenchTime(double Median, double P10, double P90)
{
    public static BenchTime Of(double[] samples)
    {
        Array.Sort(samples);
        return new(At(0.5), At(0.1), At(0.9));

        double At(double share)
        {
            double place = share * (samples.Length - 1);
            int below = (int)place;
            double above = samples[Math.Min(below + 1, samples.Length - 1)];
            return Math.Round(double.Lerp(samples[below], above, place - below), 5);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.0000} ({P10:0.0000}–{P90:0.0000})");
}
