namespace Fla.Cli;

/// <summary>What <c>fla tune</c> tells people at the end.</summary>
internal static class TuneTables
{
    public static void Print(IReadOnlyList<TuneOutcome> outcomes, int planned, string location, TuneLock? target)
    {
        if (outcomes.Count > 0)
            Table(outcomes).Print();
        (string Variant, string Reason)[] refused = [.. outcomes.SelectMany(o => o.Refused).Distinct()];
        if (refused.Length > 0)
            TextTable.PrintFacts([.. refused.Select(r => ("rejected", $"{r.Variant}: {r.Reason}"))]);
        int known = outcomes.Count(o => o.WasKnown);
        Console.WriteLine($"{outcomes.Count - known} of {planned} problems measured{(known > 0 ? $", {known} known already (--again measures them again)" : "")}");
        Console.WriteLine($"results: {location}{(target is null ? "" : $", and {target.Path}")}");
    }

    private static TextTable Table(IReadOnlyList<TuneOutcome> outcomes)
    {
        var table = new TextTable("op", "shape", "dtype", "variant", "rung", ">time", ">gain", ">measured", ">known", ">rejected");
        foreach (TuneOutcome o in outcomes)
        {
            table.Add(
                o.Problem.Op, o.Problem.Shape, o.Problem.Dtype,
                o.Decision.Variant?.Id ?? "none", RungName.Of(o.Decision.Rung),
                o.Time is { } time ? Format.Milliseconds(time.Median / 1e6) : "", Format.Gain(o.Gain),
                $"{o.Measured}", $"{o.Known}", $"{o.Refused.Count()}");
        }

        return table;
    }
}
