namespace Fla.Tests;

public class ReferenceTests
{
    [Fact]
    public void EveryProgramRunsOnceInOrder()
    {
        List<Block> blocks = [];
        Reference.Run(new Grid(2, 3, 2), blocks.Add);
        Assert.Equal(
            from z in Enumerable.Range(0, 2) from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 2) select new Block(x, y, z),
            blocks);
    }

    [Fact]
    public void ItStaysOnTheCallingThread()
    {
        int caller = Environment.CurrentManagedThreadId;
        Reference.Run(new Grid(4), _ => Assert.Equal(caller, Environment.CurrentManagedThreadId));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 0, 2)]
    [InlineData(3, 2, 0)]
    public void AnEmptyGridRunsNothing(int x, int y, int z)
    {
        Assert.Equal(0, new Grid(x, y, z).Count);
        Reference.Run(new Grid(x, y, z), _ => Assert.Fail("There is no such program."));
    }

    [Fact]
    public void CountsAreLong() => Assert.Equal(1L << 40, new Grid(1 << 20, 1 << 20).Count);

    [Fact]
    public void MistakesAreNamed()
    {
        Assert.Throws<ArgumentNullException>("program", () => Reference.Run(new Grid(1), null!));
        Assert.Throws<ArgumentOutOfRangeException>("grid.Y", () => Reference.Run(new Grid(1, -1), _ => { }));
    }

    [Fact]
    public void ExceptionsReachTheCaller() =>
        Assert.Throws<TileShapeException>(() => Reference.Run(new Grid(2), _ => Tile.Dot(Tile.Zeros(1, 2), Tile.Zeros(1, 2))));
}
