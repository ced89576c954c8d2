using System.Globalization;
using System.Text.Json;
using Fla.Tuning;

namespace Fla.Bench;

/// <summary>One shape: who the cost model would take, who won the race.</summary>
internal sealed record RegretCase(string Op, OpShape Shape, string Heuristic, double HeuristicTime, string Best, double BestTime, string Tuned, double TunedTime, int Variants)
{
    /// <summary>How many times the best variant's time the cost model's choice takes.</summary>
    public double Regret => HeuristicTime / BestTime;

    /// <summary>The same of the variant that dispatch takes once it has measured.</summary>
    public double TunedRegret => TunedTime / BestTime;

    public static RegretCase Measure(OpDescriptor op, OpShape shape, DispatcherSettings settings, TimeSpan budget)
    {
        Tunable tunable = Tunables.Find(op.Name)!;
        TrialRequest request = new(shape.ToString(), ElementType.Float32);
        Matchup matchup = tunable.Match(request);
        // No slot is shared: two shapes of a bucket are measured apart.
        settings = settings with { Store = new MemoryStore() };
        TuneReport report = new Tuner(settings).Tune(tunable, request, new() { Budget = budget });
        if (report.Failure is { } failure)
            throw new InvalidOperationException($"{op.Name} {shape}: {failure}");
        Dictionary<string, double> times = settings.Store.Find(new()).Where(static e => e.Count > 0).ToDictionary(static e => e.Variant, static e => e.Median);
        string heuristic = Choice(new MemoryStore()), tuned = Choice(settings.Store), best = times.MinBy(static t => t.Value).Key;
        return new(op.Name, shape, heuristic, times[heuristic], best, times[best], tuned, times[tuned], times.Count);

        string Choice(IEvidenceStore store) =>
            new Dispatcher(settings with { Store = store }).Explain(matchup.Problem, matchup.Contenders).Variant!.Id;
    }

    public string Text() => string.Create(CultureInfo.InvariantCulture, $"{Regret,6:0.00}  {Op,-16} {Shape,-40} {HeuristicTime / 1e6,9:0.000} ms  {Heuristic}{(Heuristic == Best ? "" : $"  (best {Best})")}");

    public string Json() => JsonSerializer.Serialize(new { op = Op, shape = Shape.ToString(), heuristic = Heuristic, heuristicNs = HeuristicTime, best = Best, bestNs = BestTime, tuned = Tuned, tunedNs = TunedTime, regret = Regret });
}

/// <summary>The regret of many shapes.</summary>
internal sealed record RegretSummary(IReadOnlyList<RegretCase> Cases)
{
    private double Mean => Math.Exp(Cases.Average(static c => Math.Log(c.Regret)));

    private RegretCase Worst => Cases.MaxBy(static c => c.Regret)!;

    public string Text() => string.Create(CultureInfo.InvariantCulture,
        $"cost model: geometric mean {Mean:0.000}, worst {Worst.Regret:0.00} ({Worst.Op} {Worst.Shape}), best variant chosen {Cases.Count(static c => c.Heuristic == c.Best)} of {Cases.Count}; tuned: worst {Cases.Max(static c => c.TunedRegret):0.00}");

    public string Markdown()
    {
        string rows = string.Concat(Cases.OrderByDescending(static c => c.Regret).Take(8).Select(static c => string.Create(CultureInfo.InvariantCulture,
            $"| {c.Op} | {c.Shape} | {c.HeuristicTime / 1e6:0.000} | {c.Heuristic} | {c.BestTime / 1e6:0.000} | {c.Best} | {c.Regret:0.00} |\n")));
        return "How many times the best variant's time a choice takes, over random shapes of all ops (fp32; the figures to reach: mean 1.15, worst 1.4). The worst eight:\n\n"
            + "| op | shape | cost model, ms | its choice | best, ms | best variant | regret |\n|---|---|---|---|---|---|---|\n" + rows + "\n" + Text() + "\n";
    }
}
