namespace Fla.Kernels.Tests;

public class SequenceContractTests
{
    [Theory]
    [InlineData(new long[] { 5 }, "at least 2")]
    [InlineData(new long[] { 1, 5 }, "0 first, got 1")]
    [InlineData(new long[] { 0, 4 }, "T = 5 last, got 4")]
    [InlineData(new long[] { 0, 6 }, "T = 5 last, got 6")]
    [InlineData(new long[] { 0, 3, 2, 5 }, "got 2 after 3 at 2")]
    [InlineData(new long[] { 0, -1, 5 }, "got -1 after 0 at 1")]
    [InlineData(new long[] { 0, long.MaxValue, 5 }, "got 5 after 9223372036854775807")]
    public void Wrong_boundaries_are_refused(long[] cuSeqlens, string words) =>
        new Call(sequences: Math.Max(1, cuSeqlens.Length - 1)) { CuSeqlens = cuSeqlens }.Refused("cuSeqlens", words);

    [Fact]
    public void Packed_sequences_need_a_batch_of_one() =>
        new Call(b: 2) { CuSeqlens = [0, 5] }.Refused("cuSeqlens", "[1, T, H, K]", "got [2, 5, 2, 8]");

    [Fact]
    public void States_are_counted_by_sequence() =>
        new Call(sequences: 1) { CuSeqlens = [0, 2, 5] }.Refused("initialState", "[2, 4, 8, 6]", "got [1, 4, 8, 6]");
}
