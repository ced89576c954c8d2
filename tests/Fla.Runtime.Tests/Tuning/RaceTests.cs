using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>The protocol on a clock that is made of noise.</summary>
public sealed class RaceTests
{
    /// <summary>A true time a variant, noise that hits all alike, noise of each call, and now and then something worse.</summary>
    private sealed class NoisyClock(int seed, Func<KernelVariant, double> truth, double noise) : ICallTimer
    {
        private readonly Random _random = new(seed);
        private double _weather = 1;

        public int Calls { get; private set; }

        public TimeSpan Now { get; private set; }

        public long Time(KernelVariant variant, int calls)
        {
            Calls++;
            if (_random.Next(20) == 0)
                return Evidence.Lost;
            _weather += (_random.NextDouble() - 0.5) * 0.1;
            _weather = Math.Clamp(_weather, 0.8, 1.5);
            double disturbed = _random.Next(12) == 0 ? 1 + _random.NextDouble() : 1;
            double time = truth(variant) * _weather * disturbed * (1 + (noise * (_random.NextDouble() + _random.NextDouble() - 1)));
            Now += TimeSpan.FromMicroseconds(time * calls / 1000);
            return (long)time;
        }
    }

    private static KernelVariant Winner(int seed, Func<KernelVariant, double> truth, double noise, Planted[] canonical)
    {
        NoisyClock clock = new(seed, truth, noise);
        Race race = new(RacePolicy.Cpu, clock, canonical, seed);
        IReadOnlyDictionary<string, long[]> samples = race.Run(TimeSpan.FromSeconds(3));
        (KernelVariant, Evidence)[] measured = [.. canonical
            .Where(v => samples[v.Id].Any(static s => s != Evidence.Lost))
            .Select(v => ((KernelVariant)v, new Evidence
            {
                Kernel = v.Kernel, Variant = v.Id, ContentHash = v.ContentHash, Site = Settings.Site(), Session = "s", When = Settings.When, Samples = [.. samples[v.Id]],
            }))];
        return Verdict.Choose(measured, RacePolicy.Cpu.Gain).Variant;
    }

    [Fact]
    public void TwentyRetunesChooseTheFastestWhereThereIsOne()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Same(Planted.Fast, Winner(
                seed, static v => v == Planted.Fast ? 90_000 : v == Planted.Wrong ? 180_000 : 100_000, 0.04, [Planted.Slow, Planted.Fast, Planted.Wrong, Planted.Fickle]));
        }
    }

    [Fact]
    public void TwentyRetunesChooseTheCanonicalOneWhereAllAreEqual()
    {
        for (int seed = 0; seed < 20; seed++)
            Assert.Same(Planted.Slow, Winner(seed, static v => v == Planted.Wrong ? 300_000 : 100_000, 0.03, [Planted.Slow, Planted.Fast, Planted.Wrong, Planted.Fickle]));
    }

    /// <summary>A gain that is no gain: half a percent does not make anybody switch.</summary>
    [Fact]
    public void TwentyRetunesAreNotTemptedByLittle()
    {
        for (int seed = 0; seed < 20; seed++)
            Assert.Same(Planted.Slow, Winner(seed, static v => v == Planted.Fast ? 99_700 : 100_000, 0.01, [Planted.Slow, Planted.Fast]));
    }

    [Fact]
    public void TheHopelessLeaveAndTheCanonicalOneStays()
    {
        NoisyClock clock = new(1, static v => v == Planted.Fast ? 10_000 : 100_000, 0.02);
        Race race = new(RacePolicy.Cpu with { Warm = TimeSpan.Zero, WarmCalls = 2 }, clock, [Planted.Slow, Planted.Fast, Planted.Wrong, Planted.Fickle], 1);
        IReadOnlyDictionary<string, long[]> samples = race.Run(TimeSpan.FromSeconds(1));
        Assert.True(samples[Planted.Fast.Id].Length >= RacePolicy.Cpu.FewestRounds);
        Assert.Equal(samples[Planted.Fast.Id].Length, samples[Planted.Slow.Id].Length);
        Assert.Contains(2, new[] { samples[Planted.Wrong.Id].Length, samples[Planted.Fickle.Id].Length });
    }

    [Fact]
    public void ADecidedRaceEndsEarly()
    {
        Race race = new(RacePolicy.Cpu, new NoisyClock(1, static v => v == Planted.Fast ? 50_000 : 100_000, 0), [Planted.Slow, Planted.Fast], 1);
        Assert.InRange(race.Run(TimeSpan.FromSeconds(10))[Planted.Fast.Id].Length, RacePolicy.Cpu.FewestRounds, RacePolicy.Cpu.MostRounds - 1);
    }

    [Fact]
    public void ABudgetEndsIt()
    {
        Race race = new(RacePolicy.Cpu, new NoisyClock(1, static _ => 100_000_000, 0.2), [Planted.Slow, Planted.Fast], 1);
        Assert.Equal(RacePolicy.Cpu.FewestRounds, race.Run(TimeSpan.FromMilliseconds(10))[Planted.Fast.Id].Length);
    }
}
