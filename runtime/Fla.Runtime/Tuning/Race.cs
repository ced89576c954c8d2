namespace Fla.Tuning;

/// <summary>
/// Times variants against each other: rounds in which each runs once, in random order, so that whatever else the machine does hits
/// all alike. The hopeless leave after two rounds, the slow after the next ones, and it ends when the order is certain.
/// </summary>
public sealed class Race
{
    private readonly RacePolicy _policy;
    private readonly ICallTimer _timer;
    private readonly Runner[] _runners;
    private readonly Random _random;

    /// <summary>A race.</summary>
    /// <param name="policy">How it is run.</param>
    /// <param name="timer">The clock.</param>
    /// <param name="variants">Who runs, in canonical order: the first always stays to the end.</param>
    /// <param name="seed">Seed of the order within rounds.</param>
    public Race(RacePolicy policy, ICallTimer timer, IReadOnlyList<KernelVariant> variants, int seed)
    {
        ArgumentNullException.ThrowIfNull(variants);
        _policy = policy;
        _timer = timer;
        _runners = [.. variants.Select(static v => new Runner(v))];
        _random = new(seed);
    }

    /// <summary>Told before a variant runs, each time that it is another one.</summary>
    public Action<KernelVariant>? Starting { get; init; }

    /// <summary>Told after each round: rounds so far, and the variants still running.</summary>
    public Action<int, int>? Round { get; init; }

    /// <summary>Runs the race and returns the samples of each variant, paired by their position.</summary>
    /// <param name="budget">About how long to measure, without warming up.</param>
    /// <param name="cancellation">Ends the race: what was sampled so far is lost.</param>
    public IReadOnlyDictionary<string, long[]> Run(TimeSpan budget, CancellationToken cancellation = default)
    {
        Warm(budget, cancellation);
        TimeSpan end = _timer.Now + budget;
        for (int round = 0; round < _policy.MostRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Runner[] running = [.. _runners.Where(static r => r.Running)];
            _random.Shuffle(running);
            foreach (Runner runner in running)
                runner.Samples[round] = Sample(runner);
            Round?.Invoke(round + 1, running.Length);
            Eliminate(round + 1);
            if (round + 1 >= _policy.FewestRounds && (_timer.Now >= end || IsDecided()))
                break;
        }

        return _runners.ToDictionary(static r => r.Variant.Id, static r => r.Samples.ToArray());
    }

    /// <summary>Calls every variant until compilation has settled, and finds how many calls make a sample.</summary>
    private void Warm(TimeSpan budget, CancellationToken cancellation)
    {
        TimeSpan start = _timer.Now;
        foreach (Runner runner in _runners)
            runner.Fastest = Time(runner, 1);

        // Code that is not compiled to the end yet must not be measured, however short the budget is.
        TimeSpan most = TimeSpan.FromTicks(Math.Max(budget.Ticks / 2, _policy.Warm.Ticks * 2));
        for (int call = 1; call < _policy.WarmCalls || _timer.Now - start < _policy.Warm; call++)
        {
            foreach (Runner runner in _runners)
            {
                cancellation.ThrowIfCancellationRequested();
                long time = Time(runner, 1);
                if (time != Evidence.Lost)
                    runner.Fastest = runner.Fastest == Evidence.Lost ? time : Math.Min(runner.Fastest, time);
            }

            // Whoever is far behind when everything is compiled need not be warmed for seconds.
            if (_timer.Now - start >= most)
                break;
        }

        foreach (Runner runner in _runners)
            runner.Calls = (int)Math.Clamp(Math.Ceiling(_policy.Batch.TotalNanoseconds / Math.Max(1, runner.Fastest)), 1, 1_000_000);
    }

    private long Sample(Runner runner)
    {
        long time = Evidence.Lost;
        for (int attempt = 0; attempt < 3 && time == Evidence.Lost; attempt++)
            time = Time(runner, runner.Calls);
        return time;
    }

    private long Time(Runner runner, int calls)
    {
        Starting?.Invoke(runner.Variant);
        return _timer.Time(runner.Variant, calls);
    }

    private void Eliminate(int rounds)
    {
        Runner[] ranked = [.. _runners.Where(static r => r.Running).OrderBy(static r => r.Median)];
        double best = ranked[0].Median;
        for (int i = _policy.Keep; i < ranked.Length; i++)
        {
            bool hopeless = rounds > 1 && ranked[i].Least > best * _policy.Hopeless;
            bool behind = rounds >= _policy.FewestRounds && i >= _policy.Finalists;
            if ((hopeless || behind) && ranked[i] != _runners[0])
                ranked[i].Running = false;
        }
    }

    /// <summary>
    /// Whether every runner is certainly slower than the best, or certainly not. Looking after each round gives luck many chances,
    /// so a small gain is decided by the last round only.
    /// </summary>
    private bool IsDecided()
    {
        double clear = 1 + (3 * (_policy.Gain - 1));
        Runner[] running = [.. _runners.Where(static r => r.Running)];
        Runner best = running.MinBy(static r => r.Median)!;
        return running.All(r => r == best
            || Statistics.LeastRatio(r.Span, best.Span, paired: true) > clear
            || Statistics.LeastRatio(best.Span, r.Span, paired: true) > 1 / _policy.Gain);
    }

    private sealed class Runner(KernelVariant variant)
    {
        public KernelVariant Variant { get; } = variant;

        public SampleList Samples { get; } = new();

        public long Fastest { get; set; }

        public int Calls { get; set; } = 1;

        public bool Running { get; set; } = true;

        public ReadOnlySpan<long> Span => Samples.ToArray();

        /// <summary>The fastest that it ever was: one disturbed sample makes nobody hopeless.</summary>
        public double Least => Samples.ToArray().Append(Fastest).Where(static s => s != Evidence.Lost).DefaultIfEmpty(long.MaxValue).Min();

        public double Median => Statistics.Median(Span) is var median && double.IsNaN(median) ? double.PositiveInfinity : median;
    }

    /// <summary>Samples by round; rounds without one are lost.</summary>
    private sealed class SampleList
    {
        private readonly List<long> _samples = [];

        public long this[int round]
        {
            set
            {
                while (_samples.Count <= round)
                    _samples.Add(Evidence.Lost);
                _samples[round] = value;
            }
        }

        public long[] ToArray() => [.. _samples];
    }
}
