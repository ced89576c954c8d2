using Fla.Tuning;

namespace Fla;

/// <summary>Which variant runs, and why.</summary>
public sealed record Decision
{
    /// <summary>What was asked.</summary>
    public required Problem Problem { get; init; }

    /// <summary>The key under which evidence was looked for.</summary>
    public required EvidenceSite Site { get; init; }

    /// <summary>The variant that runs; null when none fits.</summary>
    public required KernelVariant? Variant { get; init; }

    /// <summary>The rung on which it was found.</summary>
    public required Rung Rung { get; init; }

    /// <summary>Where the evidence that decided comes from: <see cref="Site"/> on <see cref="Rung.Tuned"/>, the nearest key on <see cref="Rung.Nearest"/>; else null.</summary>
    public EvidenceSite? Decided { get; init; }

    /// <summary>The nearest measured key; it decides unless too few of the variants were measured there. Null when nothing near was measured.</summary>
    public EvidenceSite? Nearest { get; init; }

    /// <summary>Every variant that fits, the canonical one first.</summary>
    public required IReadOnlyList<Consideration> Considered { get; init; }
}

/// <summary>What dispatch knows about one variant that fits.</summary>
/// <param name="Contender">The variant, and what the cost model expects of it.</param>
/// <param name="Time">Its measurement where the decision was made, or null.</param>
/// <param name="Standing">Whether it may win, and if not, why.</param>
public sealed record Consideration(Contender Contender, Evidence? Time, Standing Standing)
{
    /// <inheritdoc cref="Contender.Variant"/>
    public KernelVariant Variant => Contender.Variant;

    /// <inheritdoc cref="Contender.Cycles"/>
    public double Cycles => Contender.Cycles;

    /// <inheritdoc cref="Contender.Segments"/>
    public int Segments => Contender.Segments;
}

/// <summary>Whether a variant may win.</summary>
/// <param name="Kind">What is known.</param>
/// <param name="Reason">Why it is refused; null when it is not.</param>
public readonly record struct Standing(StandingKind Kind, string? Reason = null)
{
    /// <summary>Whether the variant must not run.</summary>
    public bool IsRefused => Kind is StandingKind.Rejected or StandingKind.Doubted or StandingKind.KnownBad or StandingKind.OtherBits or StandingKind.UnknownBits;
}

/// <summary>What is known of a variant's results on this device and toolchain.</summary>
public enum StandingKind
{
    /// <summary>Nothing: tests of the build cover it, this machine has not.</summary>
    Unproven,

    /// <summary>It matched the reference here, or its evidence is built in.</summary>
    Admitted,

    /// <summary>It did not match the reference, or it crashed.</summary>
    Rejected,

    /// <summary>Somebody else says that it did not match the reference on such a device and toolchain. It is gated here before it runs.</summary>
    Doubted,

    /// <summary>The known-bad table names it.</summary>
    KnownBad,

    /// <summary>Its results have other bits than those that <see cref="NumericsMode.Fixed"/> holds to.</summary>
    OtherBits,

    /// <summary>Nobody knows whether its results have those bits.</summary>
    UnknownBits,
}
