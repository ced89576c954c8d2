namespace Fla;

/// <summary>An op with its inputs converted and its outputs allocated, to be run again and again.</summary>
public abstract class PreparedOp : IDisposable
{
    /// <summary>Runs the op once, overwriting the outputs of the run before.</summary>
    /// <exception cref="ArgumentException">The inputs break the op's contract.</exception>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    public abstract OpRun Run(OpOptions options);

    /// <summary>The same, but on a GPU nobody waits for it.</summary>
    /// <inheritdoc cref="Run" path="/exception"/>
    public virtual void Start(OpOptions options) => Run(options);

    /// <summary>The outputs of the last run, copied and widened to float32.</summary>
    public abstract IReadOnlyDictionary<string, NamedTensor> ReadOutputs();

    /// <summary>Fills the outputs with NaN, so that what a run does not write shows.</summary>
    public abstract void Poison();

    /// <summary>Frees what is not the garbage collector's.</summary>
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
