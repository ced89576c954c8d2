using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A decision of dispatch in words.</summary>
internal sealed class Explanation(TuneProblem problem, Dispatcher dispatcher)
{
    public TuneProblem Problem => problem;

    public Decision Decision { get; } = dispatcher.Explain(problem.Matchup.Problem, problem.Matchup.Contenders);

    public Consideration? Winner => Decision.Considered.FirstOrDefault(c => c.Variant == Decision.Variant);

    /// <summary>The key by which it was decided, or else the nearest one that was measured.</summary>
    public EvidenceSite? Nearest => Decision.Decided ?? Decision.Nearest;

    /// <summary>The fields in which that differs from the call's own key.</summary>
    public string[] Differences => Nearest is { } nearest ? [.. Decision.Site.Differences(nearest)] : [];

    public string Rung => Decision switch
    {
        { Variant: null } => "none: every variant that fits is refused on this machine",
        { Rung: Fla.Rung.Tuned } => "tuned: it was measured at this very key",
        { Rung: Fla.Rung.Nearest } => $"nearest: {(Decision.Nearest == Decision.Site ? "too few variants were" : "nothing was")} measured at this key; the nearest one differs in {string.Join(", ", Differences)}",
        { Nearest: null } => "heuristic: nothing was measured near this key, so the cost model decides",
        _ => "heuristic: near this key too few of the variants that may run were measured, so the cost model decides",
    };

    public string Why
    {
        get
        {
            if (Winner is not { } winner)
                return $"none may run; `fla tune {problem.Op} --shape {problem.Shape} --retry` gates them again";
            if (winner.Time is not { } time)
                return "of the variants that may run, the cost model expects it to take the fewest cycles";
            (Consideration Who, Evidence Time)[] timed =
                [.. Decision.Considered.Where(c => !c.Standing.IsRefused && c.Time is not null).Select(c => (c, c.Time!)).OrderBy(t => t.Item2.Median)];
            string reason = timed switch
            {
                [_] => "it is the only one that may run and was measured",
                _ when timed[0].Who != winner => $"it ties with {timed[0].Who.Variant.Id}, whose median is {Format.Percent(1 - (timed[0].Time.Median / time.Median))} less,"
                    + " but not for certain: of tied variants the one with fewer expected cycles wins",
                _ => $"it is the fastest, {Format.Percent((timed[1].Time.Median / time.Median) - 1)} ahead of {timed[1].Who.Variant.Id} at the median",
            };
            return NeedsProof ? $"{reason}; it must pass the gate here before its first call (`fla cache verify` has it do so now)" : reason;
        }
    }

    /// <summary>What going by another device's or toolchain's evidence costs here, where both were measured; null when that did not decide, or no key was.</summary>
    public FallbackRegret? Fallback
    {
        get
        {
            if (Decision.Decided is not { } decided || (decided.Device, decided.Toolchain) == (Decision.Site.Device, Decision.Site.Toolchain))
                return null;
            KernelVariant[] variants = [.. Decision.Considered.Select(c => c.Variant)];
            IEnumerable<Evidence> evidence = variants.Select(v => v.Kernel).Distinct()
                .SelectMany(kernel => dispatcher.Settings.Store.Find(new() { Kernel = kernel, Element = decided.Element, Devices = DeviceClass.Of(decided.Device) }))
                .Where(e => TrustedKeys.Allow(dispatcher.Settings.Trust, e));
            return FallbackRegret.Of(evidence, variants, Decision.Site, decided, dispatcher.Settings.Policy.Gain);
        }
    }

    /// <summary>Where the winner's time comes from; null when none decided.</summary>
    public string? Source => Winner?.Time is { } time ? EvidenceSource.Of(time) : null;

    private bool NeedsProof => Winner is { Time.Origin: EvidenceOrigin.Foreign, Standing.Kind: StandingKind.Unproven };
}
