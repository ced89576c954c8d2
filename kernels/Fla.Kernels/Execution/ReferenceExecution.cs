namespace Fla;

/// <summary>The templates themselves in the interpreter: any K, one block of V columns.</summary>
internal static class ReferenceExecution
{
    private const int ChunkSize = 16;
    private const string ChunkId = "reference/delta_chunk";
    private const string RecurrentId = "reference/delta_recurrent";

    internal static (string Variant, string ContentHash) Run<T>(in DeltaCall<T> call, OpOptions options) where T : unmanaged
    {
        string variant = options.Variant ?? ChunkId;
        if (variant is not (ChunkId or RecurrentId))
            throw new InvalidOperationException($"The reference has no variant '{variant}': expected {ChunkId} or {RecurrentId}.");

        DeltaCall<T> c = call;
        (int k, int v) = (c.Q.Dim(3), c.V.Dim(3));
        Grid grid = new(1, c.V.Dim(2), c.Sequences);
        if (grid.Count > 0 && v > 0)
            Reference.Run(grid, variant == ChunkId ? Chunk : Recurrent);
        return (variant, "interpreter");

        void Chunk(Block block) => DeltaTemplates.DeltaChunk(
            block, k, v, ChunkSize, c.Decay, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);

        void Recurrent(Block block) => DeltaTemplates.DeltaRecurrent(
            block, k, v, c.Decay, c.Q, c.K, c.V, c.G, c.Beta, c.H0, c.CuSeqlens, c.O, c.Ht, c.Scale, c.Normalize);
    }
}
