using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Ops;

/// <summary>An edit writes again the forms of the op that it changes, and no others.</summary>
public sealed class OpEditTests
{
    private static readonly Source Unrelated = new("Unrelated.cs", "class Unrelated { }");

    [Fact]
    public void AnUnrelatedFileIsEdited()
    {
        string reasons = SampleOps.Edit(Unrelated, Unrelated with { Text = "class Unrelated { int i; }" }, SampleOps.Small, SampleOps.Summed);
        Assert.Equal("Cached Cached, Cached Cached", reasons.Replace("Unchanged", "Cached", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("float? scale = null", "float scale = 0.5f")]
    [InlineData("ReadOnlyTensorSpan<float> w,", "ReadOnlyTensorSpan<float> g,")]
    [InlineData("useQkL2NormInKernel = false", "useQkL2NormInKernel = true")]
    [InlineData("[B, T, HV]: gates.", "[B, T, HV]: log-space gates.")]
    [InlineData("class Small", "class Renamed")]
    public void TheOpIsEdited(string from, string to) => Assert.Equal("Modified Cached, Modified Cached", Small(from, to));

    [Theory]
    [InlineData("A small op.", "Another one.")]
    [InlineData("        float? scale", "/* moved */\n\n        float? scale")]
    public void ACommentOrAMoveChangesNothing(string from, string to) => Assert.Equal("Cached Cached, Cached Cached", Small(from, to));

    private static string Small(string from, string to)
    {
        Source after = SampleOps.Small with { Text = SampleOps.Small.Text.Replace(from, to, StringComparison.Ordinal) };
        Assert.NotEqual(SampleOps.Small, after);
        return SampleOps.Edit(SampleOps.Small, after, SampleOps.Summed).Replace("Unchanged", "Cached", StringComparison.Ordinal);
    }
}
