using Fla.Tuning;

namespace Fla.Bench;

/// <summary>Made-up times of the ops and variants of this build: many classes of shapes on several CPUs, as a team's store holds them.</summary>
internal static class BuildEntries
{
    private const int Samples = 8;

    private static readonly string[] Devices = [Device.Cpu.Id, "cpu-AuthenticAMD-19-11-v512", "cpu-AuthenticAMD-19-61-v512", "cpu-GenuineIntel-06-8f-v512"];

    /// <summary>So many entries, the same ones for the same seed. A time is what the cost model expects, times noise.</summary>
    public static Evidence[] Make(int count, int seed)
    {
        Random random = new(seed);
        return [.. Sites().SelectMany(s => Race(s.Site, s.Matchup, random)).Take(count)];
    }

    private static IEnumerable<(EvidenceSite Site, Matchup Matchup)> Sites() =>
        from bits in Enumerable.Range(0, 256)
        from op in OpCatalog.All
        let tunable = Tunables.Find(op.Name)!
        where tunable.Shapes.Count > 0
        from element in Enum.GetValues<ElementType>()
        let matchup = tunable.Match(new(Shape(tunable, bits), element, 2))
        where matchup.Problem.Space.Name == tunable.Name && matchup.Contenders.Count > 1
        from device in Devices
        select (matchup.Problem.Site(new(device, device, device), Toolchain.Cpu, RacePolicy.Cpu.Key), matchup);

    /// <summary>One of the tunable's own head dimensions at one of many sizes.</summary>
    private static string Shape(Tunable tunable, int number) => string.Join(',', tunable.Shapes[number % tunable.Shapes.Count].Split(',').Select(axis => axis.Split('=')[0] switch
    {
        "T" => $"T={1 << (number % 14)}",
        "B" => $"B={1 << (number / 14)}",
        _ => axis,
    }));

    private static IEnumerable<Evidence> Race(EvidenceSite site, Matchup matchup, Random random)
    {
        string session = random.NextInt64().ToString("x12", System.Globalization.CultureInfo.InvariantCulture);
        DateTimeOffset when = DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(random.Next(20_000_000));
        foreach (Contender contender in matchup.Contenders)
        {
            double nanoseconds = contender.Cycles / 3 * Math.Exp(random.NextDouble() - 0.5);
            yield return new()
            {
                Kernel = contender.Variant.Kernel,
                Variant = contender.Variant.Id,
                ContentHash = contender.Variant.ContentHash,
                Site = site,
                Session = session,
                When = when,
                Error = 1e-7,
                Origin = EvidenceOrigin.Own,
                Samples = [.. Enumerable.Range(0, Samples).Select(_ => (long)(nanoseconds * (1 + (random.NextDouble() / 50))) + 1)],
            };
        }
    }
}
