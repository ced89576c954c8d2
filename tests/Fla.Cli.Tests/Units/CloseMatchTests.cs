namespace Fla.Cli.Tests.Units;

public sealed class CloseMatchTests
{
    private static readonly string[] Ops = ["delta_rule", "gated_delta_rule", "kda"];

    [Theory]
    [InlineData("kad", "kda")]
    [InlineData("KDA", "kda")]
    [InlineData("gated_delta_ruel", "gated_delta_rule")]
    [InlineData("gated", "gated_delta_rule")]
    [InlineData("delta_rul", "delta_rule", "gated_delta_rule")]
    [InlineData("softmax")]
    [InlineData("")]
    [InlineData("x")]
    public void CloseNamesAreFound(string name, params string[] expected) => Assert.Equal(expected, CloseMatch.Find(name, Ops));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "axc", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void DistanceCountsEdits(string from, string to, int edits)
    {
        Assert.Equal(edits, CloseMatch.Distance(from, to));
        Assert.Equal(edits, CloseMatch.Distance(to, from));
    }
}
