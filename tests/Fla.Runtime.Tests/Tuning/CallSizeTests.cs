using Fla.Tuning;

namespace Fla.Tests.Tuning;

/// <summary>Shapes of kernels as users write them.</summary>
public sealed class CallSizeTests
{
    private static readonly DispatchSpace Space = new("kernel", "extent", "parallel", new Dim("D"), new Dim("mode", static v => v == 0 ? "Fast" : "Exact"));

    [Fact]
    public void AProblemsShapePosesThatProblem()
    {
        Problem problem = new(Space, ElementType.Float16, new Dims(100, 1), new WorkSize(7, 4096), 2);
        string text = CallSize.Of(problem).ToString();
        Assert.Equal("extent=7,parallel=4096,D=100,mode=Exact", text);
        CallSize read = CallSize.Parse(Space, text);
        Assert.Equal((problem.Size, 7, 4096, 100, 1), (read.Size, read.Extent, read.Parallelism, read["D"], read["mode"]));
    }

    [Fact]
    public void SizesMayBeLeftOut() => Assert.Equal("extent=1,parallel=3,D=64,mode=Fast", CallSize.Parse(Space, " mode=0, D=64 ,parallel=3").ToString());

    [Theory]
    [InlineData("D=64", "mode is missing")]
    [InlineData("D=64,mode=Slow", "'mode=Slow' is not understood")]
    [InlineData("D=64,mode=Fast,K=3", "'K=3' is not understood")]
    [InlineData("D=64,D=64,mode=Fast", "'D=64' is not understood")]
    [InlineData("D=-1,mode=Fast", "'D=-1' is not understood")]
    [InlineData("4096", "'4096' is not understood")]
    public void WhatIsWrongIsSaid(string text, string why)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => CallSize.Parse(Space, text));
        Assert.Contains(why, e.Message);
        Assert.Contains("extent=64,parallel=64,D=64,mode=64", e.Message);
    }

    [Fact]
    public void AnUnknownDimensionIsNamed() =>
        Assert.Contains("'K'", Assert.Throws<ArgumentException>(() => CallSize.Parse(Space, "D=64,mode=Fast")["K"]).Message);
}
