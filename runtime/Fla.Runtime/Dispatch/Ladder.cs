using Fla.Tuning;

namespace Fla;

/// <summary>The rungs below a pin: measured at this key, at the nearest one, or the cost model.</summary>
internal sealed partial class Ladder
{
    private readonly DispatcherSettings _settings;
    private readonly Problem _problem;
    private readonly EvidenceSite _site;
    private readonly Func<Problem, KernelVariant, Proof>? _prove;
    private readonly Contender[] _contenders;
    private readonly Standing[] _standings;

    private readonly Evidence[] _evidence;
    private readonly EvidenceSite[] _sites;

    /// <param name="settings">What to decide by.</param>
    /// <param name="view">The evidence.</param>
    /// <param name="problem">What is to be run.</param>
    /// <param name="contenders">Every variant that fits.</param>
    /// <param name="prove">Gates winners by foreign evidence; null to take them unproven.</param>
    /// <param name="unmeasured">Decides as if nothing had been measured at the problem's own key.</param>
    public Ladder(
        DispatcherSettings settings,
        EvidenceView view,
        in Problem problem,
        IReadOnlyList<Contender> contenders,
        Func<Problem, KernelVariant, Proof>? prove,
        bool unmeasured = false)
    {
        _settings = settings;
        _problem = problem;
        _prove = prove;
        _site = problem.Site(settings.Device, settings.Toolchain, settings.Policy.Key);
        _contenders = [.. contenders];
        Array.Sort(_contenders, Contender.Canonical);
        _evidence = [.. _contenders.SelectMany(c => view.Of(c.Variant, _site.Element))];
        _sites = view.Near(problem.Space.Name, _site, _evidence);
        if (unmeasured)
            _sites = Array.FindAll(_sites, site => site != _site);
        _standings = Array.ConvertAll(_contenders, Stand);
        _bits = Array.ConvertAll(_contenders, BitsOf);
    }

    public Decision Climb()
    {
        Settle(Contender.Canonical);
        if (IsFixed)
            Settle(Contender.ByWork);
        foreach (EvidenceSite site in _sites)
        {
            if (Winner(site) is { } variant)
                return Decide(variant, site == _site ? Rung.Tuned : Rung.Nearest, site);
        }

        return Decide(Alive().Where(GivesTheBits).Select(i => _contenders[i].Variant).FirstOrDefault(), Rung.Heuristic, null);
    }

    /// <summary>The winner at a site after the gate, or null when too few variants were measured there.</summary>
    private KernelVariant? Winner(EvidenceSite site)
    {
        HashSet<string> unusable = [];
        while (true)
        {
            List<(KernelVariant Variant, Evidence Time)> measured = [];
            int alive = 0;
            foreach (int i in Alive())
            {
                alive++;
                KernelVariant contender = _contenders[i].Variant;
                if (TimeAt(site, contender) is { } time && !unusable.Contains(contender.Id))
                    measured.Add((contender, time));
            }

            // One time alone compares nothing.
            if (measured.Count == 0 || (measured.Count == 1 && alive > 1))
                return null;
            (KernelVariant variant, Evidence evidence) = Verdict.Choose(measured, _settings.Policy.Gain);
            if (MayRun(Array.FindIndex(_contenders, c => ReferenceEquals(c.Variant, variant)), evidence))
                return variant;
            unusable.Add(variant.Id);
        }
    }

    /// <summary>Whether a winner is right here and gives the right bits, which is found out now where it can be.</summary>
    private bool MayRun(int winner, Evidence evidence)
    {
        if (evidence.Origin == EvidenceOrigin.Foreign && _prove is not null)
        {
            if (_standings[winner].Kind == StandingKind.Unproven)
                Prove(winner);
            if (_standings[winner].Kind != StandingKind.Admitted)
                return false;
        }

        return MayGiveBits(winner);
    }

    private void Prove(int contender)
    {
        Proof proof = _prove!(_problem, _contenders[contender].Variant);
        _standings[contender] = new(proof.Kind, proof.Reason);
        _bits[contender] = proof.Numerics;
    }

    /// <summary>
    /// Somebody's word is enough to be careful with a variant, and no more: whoever would come first without it is gated now. Where that
    /// cannot be, it is believed as long as others are left.
    /// </summary>
    private void Settle(Comparison<Contender> order)
    {
        int[] ranked = [.. Enumerable.Range(0, _contenders.Length)];
        Array.Sort(ranked, (a, b) => order(_contenders[a], _contenders[b]));
        foreach (int i in ranked)
        {
            if (_standings[i].Kind == StandingKind.Doubted && _prove is not null)
            {
                Standing doubted = _standings[i];
                Prove(i);
                if (_standings[i].Kind == StandingKind.Unproven)
                    _standings[i] = doubted;
            }

            if (!_standings[i].IsRefused)
                return;
        }

        if (ranked.FirstOrDefault(i => _standings[i].Kind == StandingKind.Doubted, -1) is >= 0 and var left)
            _standings[left] = new(StandingKind.Unproven);
    }

    /// <summary>Indices of those that may run, as far as is known.</summary>
    private IEnumerable<int> Alive() => Enumerable.Range(0, _contenders.Length).Where(i => !StandingOf(i).IsRefused);

    private Evidence? TimeAt(EvidenceSite site, KernelVariant variant) =>
        _evidence.FirstOrDefault(e => e.Count > 0 && e.Variant == variant.Id && e.Site == site);

    private Standing Stand(Contender contender)
    {
        string id = contender.Variant.Id;
        if (_settings.KnownBad.Reason(id, _settings.Device, _settings.Toolchain) is { } reason)
            return new(StandingKind.KnownBad, reason);
        Evidence[] here = [.. _evidence.Where(e => e.Variant == id && e.Site.Device == _site.Device && e.Site.Toolchain == _site.Toolchain)];
        if (here.FirstOrDefault(static e => e.Rejection is not null && e.Origin != EvidenceOrigin.Foreign) is { } own)
            return new(StandingKind.Rejected, own.Rejection);
        if (here.Any(e => e.Rejection is null && e.Origin != EvidenceOrigin.Foreign && e.Site.Dims == _site.Dims))
            return new(StandingKind.Admitted);
        return here.FirstOrDefault(static e => e.Rejection is not null) is { } foreign
            ? new(StandingKind.Doubted, foreign.Rejection)
            : new(StandingKind.Unproven);
    }

    private Decision Decide(KernelVariant? variant, Rung rung, EvidenceSite? decided) => new()
    {
        Problem = _problem,
        Site = _site,
        Variant = variant,
        Rung = rung,
        Decided = decided,
        Nearest = _sites.FirstOrDefault(),
        Considered = [.. _contenders.Select((c, i) => new Consideration(c, decided is null ? null : TimeAt(decided, c.Variant), Final(i)))],
    };
}
