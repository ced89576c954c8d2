using Fla.Tuning;

namespace Fla;

/// <summary>What a dispatcher decides by.</summary>
public sealed record DispatcherSettings
{
    /// <summary>The device.</summary>
    public required Device Device { get; init; }

    /// <summary>What compiles variants for it.</summary>
    public required Toolchain Toolchain { get; init; }

    /// <summary>The target whose variants run on it.</summary>
    public KernelTarget Target { get; init; } = KernelTarget.Cpu;

    /// <summary>The place of a GPU in <see cref="Cuda.CudaDevice.All"/>; 0 for a CPU.</summary>
    public int Ordinal { get; init; }

    /// <summary>How times are taken.</summary>
    public RacePolicy Policy { get; init; } = RacePolicy.Cpu;

    /// <summary>The evidence.</summary>
    public required IEvidenceStore Store { get; init; }

    /// <summary>Whose entries count, beside this user's own and what is built in; null for everybody's.</summary>
    public TrustedKeys? Trust { get; init; }

    /// <summary>What time it is: when something was measured.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether tuning may change the bits of results.</summary>
    public NumericsMode Numerics { get; init; }

    /// <summary>Variants that are refused without being run.</summary>
    public KnownBad KnownBad { get; init; } = KnownBad.None;

    /// <summary>Gates a variant on this machine before foreign evidence may make it win.</summary>
    public Func<Problem, KernelVariant, Proof> Prove { get; init; } = static (_, _) => Proof.Unavailable;

    /// <summary>Called for problems that were not measured here; true when they are measured now.</summary>
    public Func<Problem, bool> Tune { get; init; } = static _ => false;

    /// <summary>Whether an entry is to be looked at.</summary>
    internal bool Counts(Evidence evidence) => TrustedKeys.Allow(Trust, evidence);
}

/// <summary>What the gate said.</summary>
/// <param name="Kind">What is known now.</param>
/// <param name="Reason">Why the variant is refused.</param>
/// <param name="Numerics">The class of its results: see <see cref="Evidence.Numerics"/>.</param>
public readonly record struct Proof(StandingKind Kind, string? Reason = null, string? Numerics = null)
{
    /// <summary>The gate could not be run: the variant must not win by foreign evidence.</summary>
    public static Proof Unavailable => new(StandingKind.Unproven);
}
