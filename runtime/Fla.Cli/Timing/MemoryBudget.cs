namespace Fla.Cli;

/// <summary>Refuses shapes that cannot fit before anything is allocated for them.</summary>
internal static class MemoryBudget
{
    /// <summary>An element as it is made (float32), rounded, and converted for the op.</summary>
    private const double BytesPerElement = 12;

    public static void Check(OpShape shape)
    {
        double tokens = (double)shape.B * shape.T, rows = Math.Max(shape.R, 1);
        double elements = (tokens * shape.H * shape.K * (1 + rows)) + (tokens * shape.HV * (((1 + rows) * shape.V) + shape.K))
            + ((double)shape.B * shape.HV * shape.K * shape.V) + ((2 * tokens + ((double)shape.B * (shape.K + shape.V))) * shape.HV * shape.M);
        double needed = elements * BytesPerElement, available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            throw new CliException(
                $"shape {shape} needs about {needed / (1L << 30):0} GiB of memory, there are {available / (1L << 30):0}: try a smaller one");
        }
    }
}
