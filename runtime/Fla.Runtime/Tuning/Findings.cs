using System.Collections.Immutable;

namespace Fla.Tuning;

/// <summary>What is known about the contenders of one problem, before and while they are gated and raced.</summary>
internal sealed class Findings
{
    private readonly DispatcherSettings _settings;
    private readonly Matchup _matchup;
    private readonly EvidenceSite _site;
    private readonly Dictionary<string, KernelVariant> _variants;
    private readonly Dictionary<string, Evidence> _times = [];
    private readonly Dictionary<string, double> _errors = [];
    private readonly Dictionary<string, string> _bits = [];
    private readonly Dictionary<string, string> _refused = [];
    private readonly List<(string Variant, string Reason)> _rejected = [];
    private readonly Dictionary<string, long[]> _samples = [];
    private readonly string _gate;
    private readonly bool _retry;
    private string? _yardstick;

    /// <param name="settings">Device, toolchain, store and whom to trust.</param>
    /// <param name="matchup">The problem and who fits it.</param>
    /// <param name="gate">Whose trials are the gate: bits are comparable only where the trials are the same.</param>
    /// <param name="retry">Whether rejections do not count.</param>
    public Findings(DispatcherSettings settings, Matchup matchup, string gate, bool retry)
    {
        _settings = settings;
        _gate = gate;
        _retry = retry;
        _matchup = matchup;
        _site = matchup.Problem.Site(settings.Device, settings.Toolchain, settings.Policy.Key);
        _variants = matchup.Contenders.ToDictionary(static c => c.Variant.Id, static c => c.Variant);
        foreach (string kernel in _variants.Values.Select(static v => v.Kernel).Distinct())
        {
            EvidenceFilter here = new() { Kernel = kernel, Element = _site.Element, Device = _site.Device, Toolchain = _site.Toolchain };
            foreach (Evidence evidence in settings.Store.Find(here))
                Learn(evidence, retry);
        }

        foreach (KernelVariant variant in _variants.Values)
        {
            if (settings.KnownBad.Reason(variant.Id, settings.Device, settings.Toolchain) is { } reason)
                _refused[variant.Id] = reason;
        }
    }

    public bool IsAdmitted(string variant) => _errors.ContainsKey(variant);

    /// <summary>Who must be gated before it is known whose bits are the same; nobody when it does not matter.</summary>
    public string[] Unclassified() => _settings.Numerics == NumericsMode.Fixed
        ? [.. Alive.Where(id => !_bits.TryGetValue(id, out string? bits) || !bits.StartsWith(_gate + "-", StringComparison.Ordinal))]
        : [];

    /// <summary>Who must run: those without times, and, when others have some, the fastest of these as the yardstick.</summary>
    public string[] Racers(bool again)
    {
        string[] alive = [.. _settings.Numerics == NumericsMode.Fixed ? SameBits() : Alive];
        if (again)
            return alive;
        string[] missing = [.. alive.Where(id => !_times.ContainsKey(id))];
        _yardstick = missing.Length == 0 ? null : alive.Except(missing).MinBy(id => _times[id].Median);
        return _yardstick is null ? missing : [.. missing, _yardstick];
    }

    /// <summary>Whether the yardstick's time is another than when it was measured.</summary>
    public bool HasDrifted(double ratio)
    {
        if (_yardstick is null || !_samples.TryGetValue(_yardstick, out long[]? samples))
            return false;
        double now = Statistics.Median(samples), then = _times[_yardstick].Median;
        return now > then * ratio || then > now * ratio;
    }

    public void ForgetTimes()
    {
        _samples.Clear();
        _times.Clear();
        _yardstick = null;
    }

    public void Heard(TuneEvent happened)
    {
        if (!_variants.ContainsKey(happened.Variant))
            return;
        switch (happened.Kind)
        {
            case TuneEventKind.Admitted:
                _errors[happened.Variant] = happened.Error;
                _refused.Remove(happened.Variant);
                _bits[happened.Variant] = $"{_gate}-{happened.Text}";
                // Merged, a rejection would outlive the proof that it does not hold any more.
                if (_retry)
                    _settings.Store.Remove(e => e.Rejection is not null && e.ContentHash == _variants[happened.Variant].ContentHash && e.Site == _site.Gate());
                _settings.Store.Add([GateEntry(happened.Variant, happened.Error, null)]);
                break;
            case TuneEventKind.Rejected:
                _refused[happened.Variant] = happened.Text;
                _rejected.Add((happened.Variant, happened.Text));
                _samples.Remove(happened.Variant);
                _settings.Store.Add([Rejection(happened.Variant, happened.Text)]);
                FlaEventSource.Log.VariantRejected(happened.Variant, happened.Text);
                break;
            case TuneEventKind.Timed:
                _samples[happened.Variant] = happened.Samples;
                break;
        }
    }

    public Evidence Rejection(string variant, string reason) => GateEntry(variant, 0, EvidenceText.Reason(reason));

    public Proof Proof(KernelVariant variant) =>
        _refused.TryGetValue(variant.Id, out string? reason) ? new(StandingKind.Rejected, reason)
        : IsAdmitted(variant.Id) ? new(StandingKind.Admitted, Numerics: _bits.GetValueOrDefault(variant.Id))
        : Fla.Proof.Unavailable;

    /// <summary>Stores the times of one race under one session. The yardstick keeps the times that it was compared by.</summary>
    public void Store()
    {
        string session = Guid.NewGuid().ToString("n")[..12];
        DateTimeOffset when = Now(_samples.Keys.Where(_times.ContainsKey).Select(id => _times[id]));
        _settings.Store.Add([.. _samples
            .Where(s => s.Key != _yardstick && s.Value.Any(static x => x != Evidence.Lost))
            .Select(s => Entry(s.Key, _site, session, when, _errors.GetValueOrDefault(s.Key), [.. s.Value], null))]);
    }

    public TuneReport Report(string? failure) => new(
        _matchup.Problem,
        [.. _samples.Keys.Where(id => id != _yardstick).Order(StringComparer.Ordinal)],
        [.. _times.Keys.Order(StringComparer.Ordinal)],
        _rejected,
        failure);

    private void Learn(Evidence evidence, bool retry)
    {
        if (!_variants.TryGetValue(evidence.Variant, out KernelVariant? variant) || variant.ContentHash != evidence.ContentHash || !_settings.Counts(evidence))
            return;
        bool own = evidence.Origin != EvidenceOrigin.Foreign;
        if (evidence.Rejection is { } reason)
        {
            if (!retry)
                _refused.TryAdd(evidence.Variant, reason);
        }
        else if (evidence.Site.Dims == _site.Dims)
        {
            if (own)
                _errors[evidence.Variant] = evidence.Error;
            if (own && evidence.Numerics is { } bits && (evidence.Origin == EvidenceOrigin.Own || !_bits.ContainsKey(evidence.Variant)))
                _bits[evidence.Variant] = bits;
            if (evidence.Site == _site && (own || !_times.ContainsKey(evidence.Variant)))
                _times[evidence.Variant] = evidence;
        }
    }

    private IEnumerable<string> Alive => _variants.Keys.Where(id => !_refused.ContainsKey(id));

    /// <summary>Those that gave the bits that the call determines. Without a gate for all of them that is one alone.</summary>
    private IEnumerable<string> SameBits()
    {
        Contender[] alive = [.. _matchup.Contenders.Where(c => !_refused.ContainsKey(c.Variant.Id))];
        if (alive.Length == 0)
            return [];
        Array.Sort(alive, Contender.ByWork);
        string? bits = _bits.GetValueOrDefault(alive[0].Variant.Id);
        return [.. alive.Where((c, i) => i == 0 || (c.Segments == alive[0].Segments && bits is not null && _bits.GetValueOrDefault(c.Variant.Id) == bits)).Select(static c => c.Variant.Id)];
    }

    private Evidence GateEntry(string variant, double error, string? rejection) =>
        Entry(variant, _site.Gate(), "gate", Now([]), error, [], rejection);

    private Evidence Entry(
        string variant, EvidenceSite site, string session, DateTimeOffset when, double error, ImmutableArray<long> samples, string? rejection) => new()
        {
            Kernel = _variants[variant].Kernel,
            Variant = variant,
            ContentHash = _variants[variant].ContentHash,
            Site = site,
            Session = session,
            When = when,
            Samples = samples,
            Error = error,
            Rejection = rejection,
            Numerics = rejection is null ? _bits.GetValueOrDefault(variant) : null,
            Origin = EvidenceOrigin.Own,
        };

    /// <summary>The time, but later than that of the entries that are to be replaced: a clock that was set back must not make the new ones the older.</summary>
    private DateTimeOffset Now(IEnumerable<Evidence> replaced)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(_settings.Clock.GetUtcNow().ToUnixTimeSeconds());
        return replaced.Aggregate(now, static (latest, e) => e.When >= latest ? e.When.AddSeconds(1) : latest);
    }
}
