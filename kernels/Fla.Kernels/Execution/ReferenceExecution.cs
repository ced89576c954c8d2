namespace Fla;

/// <summary>The templates themselves in the interpreter: any K, one block of V columns.</summary>
internal static class ReferenceExecution
{
    private const int ChunkSize = 16;

    /// <exception cref="InvalidOperationException">The options name another variant.</exception>
    internal static (string Variant, string ContentHash) Run<T>(in RecurrenceCall<T> call, OpOptions options) where T : unmanaged
    {
        string variant = Find(call, options);
        RecurrenceCall<T> c = call;
        Family family = c.Op.Family;
        (int k, int v) = (c.Q.Dim(3), c.V.Dim(3));
        Grid grid = new(1, c.V.Dim(2), c.Sequences);
        if (grid.Count > 0 && v > 0)
            Reference.Run(grid, variant == Chunk(family) ? block => family.Chunk(block, k, v, ChunkSize, c) : block => family.Recurrent(block, k, v, c));
        return (variant, "interpreter");
    }

    /// <inheritdoc cref="Run"/>
    internal static string Find<T>(in RecurrenceCall<T> call, OpOptions options) where T : unmanaged
    {
        string chunk = Chunk(call.Op.Family), recurrent = $"reference/{call.Op.Family.Name}_recurrent", variant = options.Variant ?? chunk;
        return variant == chunk || variant == recurrent
            ? variant
            : throw new InvalidOperationException($"{call.Op.Name}: the reference has no variant '{variant}': expected {chunk} or {recurrent}.");
    }

    private static string Chunk(Family family) => $"reference/{family.Name}_chunk";
}
