using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fla.Tuning;

/// <summary>What was found out about one variant at one site: a fact, never a verdict. Two entries of one key merge by <see cref="EvidenceMerge"/>.</summary>
public sealed class Evidence : IEquatable<Evidence>
{
    /// <summary>Most samples of one entry.</summary>
    public const int MaxSamples = 32;

    /// <summary>A lost sample: a round in which the variant ran but the time does not count.</summary>
    public const long Lost = 0;

    private string? _line;
    private string? _text;

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

    /// <summary>The class of variants whose results have the same bits, as the gate found it: entries with equal texts name one class. Null when it is not known.</summary>
    public string? Numerics { get; init; }

    /// <summary>Who signed it; not part of what it says.</summary>
    public EvidenceSignature? Signature { get; init; }

    /// <summary>Who vouches for it; not part of its identity.</summary>
    public EvidenceOrigin Origin { get; init; }

    /// <summary>Whether it means something elsewhere: times and rejections do. That a variant passed the gate counts only where it did.</summary>
    public bool IsPortable => Count > 0 || Rejection is not null;

    /// <summary>Samples that count.</summary>
    public int Count => Samples.IsDefaultOrEmpty ? 0 : Samples.Length - Samples.AsSpan().Count(Lost);

    /// <summary>Nanoseconds at the median; NaN without samples.</summary>
    public double Median => Statistics.Median(Samples.AsSpan());

    /// <summary>Half the distance between the quartiles, as a share of the median; NaN without samples.</summary>
    public double Spread => Statistics.Spread(Samples.AsSpan());

    /// <summary>What the entry says, as one line: all but its signature.</summary>
    public string Line => _line ??= EvidenceText.Format(this);

    /// <summary>The entry as it is kept: its line, and its signature if it has one.</summary>
    public string Text => _text ??= Signature is null ? Line : $"{Line}\t{EvidenceText.SignatureTag}{Signature}";

    /// <summary>What the entry is about, the first fields of its line: entries with the same key merge.</summary>
    public string Key => EvidenceText.KeyOf(this).ToString();

    /// <summary>Whether both say the same about the same key.</summary>
    public bool Equals(Evidence? other) => other is not null && Line == other.Line;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Evidence);

    /// <inheritdoc/>
    public override int GetHashCode() => Line.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    /// <summary>Reads what <see cref="Text"/> gives. Whatever is not exactly that is refused: the text may come from anywhere.</summary>
    /// <param name="text">The text.</param>
    /// <param name="evidence">The entry, of origin <see cref="EvidenceOrigin.Foreign"/>.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Evidence? evidence, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EvidenceText.TryParse(text, out evidence, out problem);
    }

    /// <summary>The same entry, vouched for by somebody else.</summary>
    public Evidence From(EvidenceOrigin origin) => origin == Origin ? this : Copy(origin, Signature);

    /// <summary>The same entry with a signature.</summary>
    internal Evidence With(EvidenceSignature signature) => Copy(Origin, signature);

    /// <summary>This entry, with a text that is known to be its own.</summary>
    internal Evidence WithText(string text, int lineLength)
    {
        _text = text;
        _line = lineLength == text.Length ? text : text[..lineLength];
        return this;
    }

    private Evidence Copy(EvidenceOrigin origin, EvidenceSignature? signature) => new()
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
        Numerics = Numerics,
        Signature = signature,
        Origin = origin,
        _line = _line,
        _text = signature == Signature ? _text : null,
    };
}
