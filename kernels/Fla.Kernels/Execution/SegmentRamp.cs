namespace Fla;

/// <summary>
/// Zeros, then 0, 1, 2, …: the bounds of equal segments of any length are a strided view of it that ends at the last token, so that one table
/// serves all calls. The first segment is the one that may be shorter.
/// </summary>
internal static unsafe class SegmentRamp
{
    /// <summary>The table for calls of up to so many tokens.</summary>
    public static long[] Make(long capacity)
    {
        long[] ramp = new long[2 * capacity + 1];
        for (long i = 0; i <= capacity; i++)
            ramp[capacity + i] = i;
        return ramp;
    }

    /// <summary>[count + 1]: 0, …, tokens − 2 · length, tokens − length, tokens.</summary>
    /// <param name="ramp">The table.</param>
    /// <param name="capacity">What it was made for, at least <paramref name="tokens"/>.</param>
    /// <param name="tokens">Tokens of the call.</param>
    /// <param name="length">Tokens of a segment, at most <paramref name="tokens"/>.</param>
    /// <param name="count">How many segments.</param>
    public static In<long> Bounds(long* ramp, long capacity, long tokens, long length, int count) =>
        new(ramp + capacity + tokens - (count * length), [count + 1], [length]);
}
