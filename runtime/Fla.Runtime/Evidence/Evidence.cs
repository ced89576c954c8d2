using System.Collections.Immutable;

namespace Fla.Tuning;

/// <summary>What was found out about one variant at one site: a fact, never a verdict. Two entries of one key merge by <see cref="EvidenceMerge"/>.</summary>
public sealed class Evidence : IEquatable<Evidence>
{
    /// <summary>Most samples of one entry.</summary>
    public const int MaxSamples = 32;

    /// <summary>A lost sample: a round in which the variant ran but the time does not count.</summary>
    public const long Lost = 0;

    private string? _line;

    /// <summary>The kernel's name.</summary>
    public required string Kernel { get; init; }

    /// <summary>The variant's id.</summary>
    public required string Variant { get; init; }

    /// <summary>The hash of the variant's code: with another one, the entry is about another program.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Where it was measured.</summary>
    public required EvidenceSite Site { get; init; }

    /// <summary>The race in which it was measured: samples of one session are paired by their position.</summary>
    public required string Session { get; init; }

    /// <summary>When, in whole seconds, UTC.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>Nanoseconds a call, one for each round, <see cref="Lost"/> where a round was disturbed. Empty for gate results.</summary>
    public ImmutableArray<long> Samples { get; init; } = [];

    /// <summary>The largest relative error against the reference.</summary>
    public double Error { get; init; }

    /// <summary>Why the variant must not run here, or null.</summary>
    public string? Rejection { get; init; }

    /// <summary>Who vouches for it; not part of its identity.</summary>
    public EvidenceOrigin Origin { get; init; }

    /// <summary>Samples that count.</summary>
    public int Count => Samples.IsDefaultOrEmpty ? 0 : Samples.Length - Samples.AsSpan().Count(Lost);

    /// <summary>Nanoseconds at the median; NaN without samples.</summary>
    public double Median => Statistics.Median(Samples.AsSpan());

    /// <summary>Half the distance between the quartiles, as a share of the median; NaN without samples.</summary>
    public double Spread => Statistics.Spread(Samples.AsSpan());

    /// <summary>The entry as one line of a lock file.</summary>
    public string Line => _line ??= EvidenceText.Format(this);

    /// <summary>Whether both say the same about the same key.</summary>
    public bool Equals(Evidence? other) => other is not null && Line == other.Line;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Evidence);

    /// <inheritdoc/>
    public override int GetHashCode() => Line.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc cref="Line"/>
    public override string ToString() => Line;

    /// <summary>The same entry, vouched for by somebody else.</summary>
    public Evidence From(EvidenceOrigin origin) => origin == Origin ? this : new()
    {
        Kernel = Kernel,
        Variant = Variant,
        ContentHash = ContentHash,
        Site = Site,
        Session = Session,
        When = When,
        Samples = Samples,
        Error = Error,
        Rejection = Rejection,
        Origin = origin,
        _line = _line,
    };

    /// <summary>This entry, with a line that is known to be its own.</summary>
    internal Evidence WithLine(string line)
    {
        _line = line;
        return this;
    }
}
