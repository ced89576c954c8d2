using System.Globalization;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Gpu;

/// <summary>How much slower the cost model's choice is than the fastest variant, where nothing was measured before.</summary>
internal static class RegretBench
{
    private const int Rounds = 7;

    /// <summary>A variant that takes so many times the best one's time in its first call does not race.</summary>
    private const double Hopeless = 20;

    /// <exception cref="ArgumentException">An option is no number.</exception>
    public static Action<CudaDevice, Report> Run(Options options)
    {
        int seed = options.Number("--seed", 1), count = options.Number("--shapes", 20);
        return (device, report) =>
        {
            RegretResults results = new()
            {
                Device = device.Name,
                Driver = device.ToToolchain().Driver,
                Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Seed = seed,
            };
            Variants.Ready(device, Variants.Ops);
            using BenchTimer timer = new(device);
            foreach ((OpDescriptor op, OpShape shape, ElementType element) in RegretShapes.Draw(seed, count).Concat(RegretShapes.Benched))
            {
                RegretRow row = Row(device, timer, op, shape, element);
                results.Rows.Add(row);
                report.Check($"{op.Name} {shape} {element}", row.Failure is null, row.Failure ?? string.Create(CultureInfo.InvariantCulture,
                    $"{row.Regret:0.00}: {row.Choice} {row.ChoiceMs:0.0000} ms{(row.Choice == row.Best ? "" : $", best {row.Best} {row.BestMs:0.0000} ms")}"));
                // What there is stays when a later kernel takes the process along.
                if (options.Out is { } file)
                    results.Save(file);
            }

            if (results.Rows.Where(static r => r.Regret is not null).Select(static r => r.Regret!.Value).ToArray() is { Length: > 0 } regrets)
                report.Line(string.Create(CultureInfo.InvariantCulture, $"geometric mean {Math.Exp(regrets.Average(Math.Log)):0.000} (to reach: 1.15), worst {regrets.Max():0.00} (1.4)"));
        };
    }

    private static RegretRow Row(CudaDevice device, BenchTimer timer, OpDescriptor op, OpShape shape, ElementType element)
    {
        Matchup matchup = op.Match(shape, element, device.Limits);
        RegretRow row = new(op.Name, shape.ToString(), element.ToString(), matchup.Contenders.Count);
        if (matchup.Contenders.Count == 0)
            return row with { Failure = "no variant fits" };
        try
        {
            Recurrence recurrence = Recurrences.All.Concat(Recurrences.Parts).First(r => r.Name == op.Name);
            string choice = new Dispatcher(Untuned(device)).Explain(matchup).Variant!.Id;
            using FamilyCall call = FamilyCall.Make(device, recurrence, shape, BenchShape.Inputs(op, shape, element));
            (string Id, Action Run)[] all = [.. matchup.Contenders.Select(c => new FamilyKernel(c.Variant, recurrence)).Select(k => (k.Name, (Action)(() => call.Run(k, timer.Stream))))];
            // The first call loads.
            double[] first = [.. all.Select(c =>
            {
                c.Run();
                timer.Stream.Synchronize();
                return timer.Once(c.Run);
            })];
            (string Id, Action Run)[] racing = [.. all.Where((c, i) => first[i] <= Hopeless * first.Min() || c.Id == choice)];
            double[] times = timer.Race([.. racing.Select(static c => c.Run)], Rounds);
            int best = Array.IndexOf(times, times.Min());
            double chosen = times[Array.FindIndex(racing, c => c.Id == choice)];
            return row with { Choice = choice, ChoiceMs = chosen, Best = racing[best].Id, BestMs = times[best], Regret = Math.Round(chosen / times[best], 4) };
        }
        catch (Exception e) when (e is CudaException or PtxException)
        {
            return row with { Failure = e.Message.ReplaceLineEndings(" / ") };
        }
    }

    private static DispatcherSettings Untuned(CudaDevice device) => new()
    {
        Device = device.ToDevice(),
        Toolchain = device.ToToolchain(),
        Target = KernelTarget.Cuda,
        Ordinal = device.Ordinal,
        Policy = RacePolicy.Cuda,
        Store = new MemoryStore(),
    };
}
