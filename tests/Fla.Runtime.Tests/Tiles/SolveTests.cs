using CsCheck;

namespace Fla.Tests;

public class SolveTests
{
    private static readonly Gen<double> Small = Gen.Double[-0.5, 0.5];

    private static readonly Gen<(Tile Lower, Tile Rhs)> System =
        Gen.Select(Gen.Int[1, 17], Gen.Int[1, 11]).SelectMany((n, m) => Gen.Select(Draw.Tile(n, n, Small), Draw.Tile(n, m, Small)));

    [Fact]
    public void TheSolutionSolves() => System.Sample(system =>
    {
        int n = system.Lower.Rows;
        Mask below = Tile.ColIndex(n) < Tile.RowIndex(n), diagonal = Tile.ColIndex(n) == Tile.RowIndex(n);
        Tile matrix = Tile.Where(diagonal, 1, Tile.Where(below, system.Lower, 0));

        Tile x = Tile.SolveUnitLower(system.Lower, system.Rhs);

        ProductTests.AssertClose(system.Rhs, ProductTests.Naive(matrix, x), 1e-9);
    });

    [Fact]
    public void TheDiagonalAndWhatIsAboveAreIgnored() => System.Sample(system =>
    {
        int n = system.Lower.Rows;
        Tile spoilt = Tile.Where(Tile.ColIndex(n) < Tile.RowIndex(n), system.Lower, float.NaN);
        Assert.Equal(Tile.SolveUnitLower(system.Lower, system.Rhs), Tile.SolveUnitLower(spoilt, system.Rhs));
    });

    [Fact]
    public void NothingBelowTheDiagonalGivesTheRightHandSide() =>
        System.Sample(system => Assert.Equal(system.Rhs, Tile.SolveUnitLower(Tile.Zeros(system.Lower.Rows, system.Lower.Rows), system.Rhs)));

    [Fact]
    public void NaNReachesTheRowsThatDependOnIt()
    {
        Tile lower = Tile.Where(Tile.RowIndex(3) == 1, float.NaN, Tile.Zeros(3, 3));
        Tile x = Tile.SolveUnitLower(lower, Tile.Full(3, 2, 1));
        Assert.Equal([1, double.NaN, double.NaN], Enumerable.Range(0, 3).Select(row => x[row, 1]));
    }

    [Theory]
    [InlineData(3, 4, 3)]
    [InlineData(3, 3, 4)]
    [InlineData(3, 3, 1)]
    public void TheShapesAreNamed(int rows, int cols, int rhsRows)
    {
        TileShapeException error = Assert.Throws<TileShapeException>(() => Tile.SolveUnitLower(Tile.Zeros(rows, cols), Tile.Zeros(rhsRows, 2)));
        Assert.StartsWith("SolveUnitLower: ", error.Message);
        Assert.Contains($"{rows}×{cols} and {rhsRows}×2", error.Message);
    }
}
