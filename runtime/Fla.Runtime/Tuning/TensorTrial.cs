namespace Fla.Tuning;

/// <summary>A call over tensors of its own: says how a variant runs over them, and how the reference does.</summary>
/// <typeparam name="TVariant">The kernel's class of variants.</typeparam>
/// <param name="matchup">What the kernel's emitted <c>Match</c> says about the call.</param>
/// <param name="tensors">What it reads and writes.</param>
public sealed class TensorTrial<TVariant>(Matchup matchup, TrialTensors tensors) : Trial where TVariant : KernelVariant
{
    /// <summary>Launches a variant.</summary>
    public required Action<TVariant> Launch { private get; init; }

    /// <summary>Computes the same outputs without a variant, such as by the template in the interpreter.</summary>
    public required Action Reference { private get; init; }

    /// <summary>The relative error that is still right, if it is not what element type and target allow: see <see cref="Accuracy"/>.</summary>
    public double? Allowed { private get; init; }

    /// <inheritdoc/>
    public override Problem Problem => matchup.Problem;

    /// <inheritdoc/>
    public override IReadOnlyList<Contender> Contenders => matchup.Contenders;

    /// <inheritdoc/>
    public override double Tolerance => Allowed ?? Accuracy.Tolerance(matchup.Problem.Element, matchup.Contenders is [{ Variant.Target: var target }, ..] ? target : KernelTarget.Cpu);

    /// <inheritdoc/>
    public override void Run(KernelVariant variant) => Launch((TVariant)variant);

    /// <inheritdoc/>
    public override void Poison() => tensors.Poison();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, float[]> Outputs() => tensors.Outputs();

    /// <summary>What the outputs should be; afterwards the tensors hold it, too.</summary>
    public override IReadOnlyDictionary<string, float[]> Expected()
    {
        Reference();
        return tensors.Outputs();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            tensors.Dispose();
    }
}
