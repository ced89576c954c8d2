namespace Fla.Tuning;

/// <summary>
/// An op or a kernel that can be gated and measured: it makes calls of a given shape over memory of its own. Register one with
/// <see cref="Tunables.Register"/> in a module initializer, so that the worker process finds it too.
/// </summary>
public abstract class Tunable
{
    /// <summary>Its name: the <see cref="DispatchSpace.Name"/> of its problems.</summary>
    public abstract string Name { get; }

    /// <summary>Shapes that are worth tuning when none is named.</summary>
    public abstract IReadOnlyList<string> Shapes { get; }

    /// <summary>The same for a target, where they are not the same for all.</summary>
    public virtual IReadOnlyList<string> ShapesOn(KernelTarget target) => Shapes;

    /// <summary>Whether it makes calls on a target. The default makes them on CPUs.</summary>
    public virtual bool RunsOn(KernelTarget target) => target == KernelTarget.Cpu;

    /// <summary>Problems of other tunables that a call of a shape poses as well, by name and shape: tools tune and explain them along with its own.</summary>
    public virtual IReadOnlyList<(string Tunable, string Shape)> Others(string shape) => [];

    /// <summary>A call of a shape on seeded, realistic inputs.</summary>
    /// <exception cref="ArgumentException">The shape is not understood; the message says how one is written.</exception>
    public abstract Trial Create(TrialRequest request);

    /// <summary>
    /// Small calls that show whether a variant is right for calls of a shape: the same head dimensions, ragged and one-token lengths,
    /// with and without whatever is optional.
    /// </summary>
    public abstract IEnumerable<Trial> Gate(TrialRequest request);

    /// <summary>Who would compete for a call. The default makes the call to see.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    public virtual Matchup Match(TrialRequest request)
    {
        using Trial trial = Create(request);
        return new(trial.Problem, trial.Contenders);
    }

    /// <summary>A shape that poses a problem's bucket, or null when there is none: what background tuning measures.</summary>
    public virtual string? ShapeOf(in Problem problem) => null;

    /// <summary>A shape by which a variant is attested: of its own head dimensions, and large enough to time. Null when it runs none such.</summary>
    public virtual string? ShapeOf(KernelVariant variant) => null;
}

/// <summary>Which call to make.</summary>
/// <param name="Shape">The shape as the tunable writes it.</param>
/// <param name="Element">The element type.</param>
/// <param name="Threads">Threads to use; 0 for all.</param>
/// <param name="Seed">Seed of the inputs.</param>
public sealed record TrialRequest(string Shape, ElementType Element, int Threads = 0, int Seed = 1)
{
    /// <summary>Where the call runs.</summary>
    public KernelTarget Target { get; init; } = KernelTarget.Cpu;

    /// <summary>Which GPU it runs on; 0 for a CPU.</summary>
    public int Ordinal { get; init; }

    /// <summary>The call of a shape that stands for a problem, where a dispatcher's variants run.</summary>
    internal static TrialRequest For(DispatcherSettings settings, string shape, in Problem problem) =>
        new(shape, problem.Element, problem.Threads) { Target = settings.Target, Ordinal = settings.Ordinal };
}

/// <summary>A problem and everybody who fits it.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Contenders">Every variant that fits.</param>
public readonly record struct Matchup(Problem Problem, IReadOnlyList<Contender> Contenders);

/// <summary>A call with its inputs and outputs, to be made again and again with any variant that fits.</summary>
public abstract class Trial : IDisposable
{
    /// <summary>What dispatch would be asked for this call.</summary>
    public abstract Problem Problem { get; }

    /// <summary>Every variant that fits.</summary>
    public abstract IReadOnlyList<Contender> Contenders { get; }

    /// <summary>The relative error that is still right.</summary>
    public abstract double Tolerance { get; }

    /// <summary>Makes the call with a variant. On a GPU nobody waits for it before <see cref="Outputs"/>.</summary>
    public abstract void Run(KernelVariant variant);

    /// <summary>What times its calls: by default the stopwatch. It is used until the trial is disposed.</summary>
    public virtual ICallTimer Timer => new StopwatchTimer(this);

    /// <summary>Fills all outputs with NaN.</summary>
    public abstract void Poison();

    /// <summary>The outputs of the last run, by name.</summary>
    public abstract IReadOnlyDictionary<string, float[]> Outputs();

    /// <summary>What the outputs should be, from a reference that shares no code with the variants.</summary>
    public abstract IReadOnlyDictionary<string, float[]> Expected();

    /// <summary>Frees what the call holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}
