using System.Globalization;

namespace Fla.Cli;

/// <summary>The steps of colour from the best time to three times as much, equal on a logarithmic scale.</summary>
internal static class HeatScale
{
    /// <summary>The last step is for this ratio and more.</summary>
    public const double Worst = 3;

    public const int Steps = 9;

    public static int Step(double ratio) => (int)Math.Clamp(Math.Floor((Steps - 1) * Math.Log(ratio) / Math.Log(Worst)), 0, Steps - 1);

    /// <summary>Where a step begins: <c>1.15</c>.</summary>
    public static string From(int step) => Math.Pow(Worst, (double)step / (Steps - 1)).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A ratio for people; a dash where it is not known.</summary>
    public static string Ratio(double ratio) => double.IsFinite(ratio) ? ratio.ToString("0.00", CultureInfo.InvariantCulture) + "×" : "–";
}
