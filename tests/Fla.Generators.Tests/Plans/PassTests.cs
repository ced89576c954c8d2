using Fla.Generators.Plan;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Plans;

/// <summary>Walks over memory of small templates: a fusion that is lost shows here.</summary>
public sealed class PassTests
{
    private const string LoadX = "Tile x = a[.., ..].Load(32, 32); ";

    [Theory]
    [InlineData("an elementwise chain belongs to its store", LoadX + "o[.., ..].Store(Tile.Exp(x * 2 + 1) / (x + 3));", "Load Store")]
    [InlineData("broadcast vectors need no pass", LoadX + "o[.., ..].Store(x * Tile.RowIndex(32) + Tile.ColIndex(32) + n);", "Load Store")]
    [InlineData("a transposed twice tile is itself", LoadX + "o[.., ..].Store(x.T.T + 1);", "Load Store")]
    [InlineData("a reduction takes its operand along", LoadX + "o[.., ..].Store(x - Tile.Sum(x * x, 1));", "Load Elementwise Store")]
    [InlineData("reductions of one kind share a walk", LoadX + "o[.., ..].Store(x * Tile.Sum(x * x, 1) - Tile.MaxOf(x, 1));", "Load Elementwise Store")]
    [InlineData("a softmax is three walks", LoadX + "Tile e = Tile.Exp(x - Tile.MaxOf(x, 1)); o[.., ..].Store(e / Tile.Sum(e, 1));", "Load Elementwise Elementwise Store")]
    [InlineData("an epilogue belongs to its product", LoadX + "o[.., ..].Store(Tile.Exp(Tile.Dot(x, x.T) * n + 1));", "Load Rearrange Product Store")]
    [InlineData("products against one right operand are one sweep", LoadX + "Tile y = Tile.Exp(x); o[.., ..].Store(Tile.Dot(x, y)); o[.., ..].Store(Tile.Dot(x.T, y) + 1);", "Load Elementwise Product Store Store")]
    [InlineData("a transposed left operand is read in place", LoadX + "o[.., ..].Store(Tile.Dot(x.T, x));", "Load Product Store")]
    [InlineData("an outer product is elementwise", LoadX + "o[.., ..].Store(x + Tile.Dot(x.Column(0), x.Row(0)));", "Load Rearrange Store")]
    [InlineData("a row of a tile is a view", LoadX + "o[.., ..].Store(x.Slice(0, 16, 0, 32) + x.Row(n));", "Load Store")]
    [InlineData("unused tiles cost nothing", LoadX + "Tile y = Tile.Exp(Tile.Dot(x, x)); o[.., ..].Store(x);", "Load Store")]
    [InlineData("equal expressions are one", LoadX + "o[.., ..].Store(Tile.Dot(x + 1, x)); o[.., ..].Store(Tile.Dot(x + 1, x) * 2);", "Load Elementwise Product Store Store")]
    public void Passes(string rule, string statements, string passes)
    {
        KernelPlan plan = Templates.Plan($"[KernelTemplate] public static void Sample(Block block, In<float> a, Out<float> o, int n) {{ {statements} }}");
        string actual = string.Join(" ", plan.Passes.Select(static p => p.GetType().Name.Replace("Pass", "", StringComparison.Ordinal)));
        Assert.True(passes == actual, $"{rule}: expected {passes}, got {actual}");
    }

    [Fact]
    public void ACarriedTileIsUpdatedInPlace()
    {
        KernelPlan plan = Templates.Plan("""
            [KernelTemplate]
            public static void Sample(Block block, In<float> a, Out<float> o, int n)
            {
                Tile x = a[.., ..].Load(32, 32);
                for (int i = 0; i < n; i++)
                    x = x * 0.5f + i;
                o[.., ..].Store(x);
            }
            """);
        Assert.Equal(0, Copies(plan));
        Assert.Single(plan.Buffers.All);
    }

    [Fact]
    public void TilesThatTradePlacesAreSetAside()
    {
        KernelPlan plan = Templates.Plan("""
            [KernelTemplate]
            public static void Sample(Block block, In<float> a, Out<float> o, int n)
            {
                Tile x = a[.., ..].Load(32, 32);
                Tile y = Tile.Exp(x);
                for (int i = 0; i < n; i++)
                    (x, y) = (y, x);
                o[.., ..].Store(x - y);
            }
            """);
        Assert.Equal(2, Copies(plan));
        Assert.True(plan.Buffers.ShadowOffset >= plan.Buffers.All.Sum(static b => b.Length));
    }

    [Fact]
    public void BuffersThatAreNeverAliveTogetherShareMemory()
    {
        KernelPlan plan = Templates.Plan("""
            [KernelTemplate]
            public static void Sample(Block block, In<float> a, Out<float> o, int n)
            {
                Tile x = a[.., ..].Load(32, 32);
                o[.., ..].Store(Tile.Dot(x, x));
                Tile y = a[.., ..].Load(32, 32);
                o[.., ..].Store(Tile.Dot(y, y) * 2);
            }
            """);
        Assert.True(plan.Buffers.Length <= 2 * plan.Buffers.All.Max(static b => b.Length), "Two pairs of buffers fit in the memory of one.");
    }

    internal static int Copies(KernelPlan plan) => KernelPlan.Flatten(plan.Steps).Sum(static step => step switch
    {
        ForStep loop => loop.Entry.Count + loop.Back.Count,
        IfStep branch => branch.ThenCopies.Count + branch.ElseCopies.Count,
        _ => 0,
    });
}
