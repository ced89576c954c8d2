using System.Numerics;

namespace Fla;

/// <summary>How big a call is, whatever variant runs it: what decides which variant is fast, beside the head dimensions.</summary>
/// <param name="Extent">How far the main loop runs: tokens of the longest sequence.</param>
/// <param name="Parallelism">Independent walks of that loop: sequences × heads.</param>
public readonly record struct WorkSize(long Extent, long Parallelism)
{
    /// <summary>The class of sizes that share tuned results: each number rounded up to a power of two.</summary>
    public WorkSize Bucket => new(RoundUp(Extent), RoundUp(Parallelism));

    private static long RoundUp(long value) => value <= 1 ? 1 : (long)Math.Min(BitOperations.RoundUpToPowerOf2((ulong)value), long.MaxValue);
}
