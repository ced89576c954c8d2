namespace Fla.Cli;

/// <summary>How much longer than the best variant each way to choose makes a class of shapes take; NaN where what it chooses was not measured.</summary>
/// <param name="Column">The class.</param>
/// <param name="Model">The cost model's choice, over the best time.</param>
/// <param name="Nearest">What dispatch would choose if this class had not been measured.</param>
/// <param name="Tuned">What dispatch chooses.</param>
internal sealed record ClassRegret(Column Column, double Model, double Nearest, double Tuned)
{
    public double Worst => new[] { Model, Nearest, Tuned }.Where(double.IsFinite).DefaultIfEmpty().Max();
}

/// <summary>The regrets of a section, the largest first.</summary>
internal sealed class Regret
{
    public Regret(ReportSection section) => Classes = [.. section.Columns
        .Where(c => c.Decision is not null && c.Measured.Count > 1 && double.IsFinite(c.Best))
        .Select(c => new ClassRegret(c, c.Ratio(c.ModelChoice), c.Ratio(c.Unmeasured?.Variant?.Id), c.Ratio(c.Chosen)))
        .OrderByDescending(r => r.Worst)];

    public IReadOnlyList<ClassRegret> Classes { get; }

    public RegretSummary Model => new(Classes.Select(c => c.Model));

    public RegretSummary Nearest => new(Classes.Select(c => c.Nearest));

    public RegretSummary Tuned => new(Classes.Select(c => c.Tuned));
}

/// <summary>Ratios in two numbers; NaN when there are none.</summary>
internal sealed class RegretSummary
{
    public RegretSummary(IEnumerable<double> ratios)
    {
        double[] known = [.. ratios.Where(double.IsFinite)];
        GeometricMean = known.Length == 0 ? double.NaN : Math.Exp(known.Average(Math.Log));
        Worst = known.Length == 0 ? double.NaN : known.Max();
    }

    public double GeometricMean { get; }

    public double Worst { get; }
}
