namespace Fla;

/// <summary>The templates themselves in the interpreter: any K, one block of V columns.</summary>
internal static class ReferenceExecution
{
    private const int ChunkSize = 16;

    /// <exception cref="InvalidOperationException">The options name another variant.</exception>
    internal static (string Variant, string ContentHash) Run<T>(in RecurrenceCall<T> call, OpOptions options) where T : unmanaged
    {
        string chunk = $"reference/{call.Op.Family.Name}_chunk", recurrent = $"reference/{call.Op.Family.Name}_recurrent", variant = options.Variant ?? chunk;
        if (variant != chunk && variant != recurrent)
            throw new InvalidOperationException($"{call.Op.Name}: the reference has no variant '{variant}': expected {chunk} or {recurrent}.");

        RecurrenceCall<T> c = call;
        Family family = c.Op.Family;
        (int k, int v) = (c.Q.Dim(3), c.V.Dim(3));
        Grid grid = new(1, c.V.Dim(2), c.Sequences);
        if (grid.Count > 0 && v > 0)
            Reference.Run(grid, variant == chunk ? block => family.Chunk(block, k, v, ChunkSize, c) : block => family.Recurrent(block, k, v, c));
        return (variant, "interpreter");
    }
}
