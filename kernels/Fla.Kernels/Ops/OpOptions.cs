namespace Fla;

/// <summary>How an op runs; never what it computes.</summary>
public sealed record OpOptions
{
    internal static OpOptions Default { get; } = new();

    /// <summary>The most threads one call may use, at least 1; null means as many as there are cores. The bits of the result do not depend on it.</summary>
    public int? MaxThreads { get; init; }

    /// <summary>Where tensors of the host are computed; tensors of a GPU are computed there.</summary>
    public KernelTarget Target { get; init; } = KernelTarget.Cpu;

    /// <summary>The id of the one variant to run, or null to let the dispatch choose.</summary>
    [NotInKey("names the variant itself")]
    public string? Variant { get; init; }

    /// <summary>
    /// On a GPU, how many segments each sequence is cut into, which run side by side and are joined, at least 1; null lets the cost model choose.
    /// Segments have a multiple of 16 tokens, so a short sequence gets fewer. What is computed is the same, what is rounded is not.
    /// </summary>
    [NotInKey("how a variant runs, not which")]
    public int? Segments { get; init; }

    /// <summary>Called on the calling thread after each run, with what ran and how long it took; on a GPU, how long the launch took.</summary>
    [NotInKey("called after the kernel")]
    public Action<OpRun>? Observer { get; init; }
}
