using CsCheck;

namespace Fla.Tests;

/// <summary>Random tiles for property tests.</summary>
internal static class Draw
{
    public static readonly Gen<int> Size = Gen.Int[1, 9];

    /// <summary>Ordinary numbers, now and then a NaN, an infinity or a zero of either sign.</summary>
    public static readonly Gen<double> Number = Gen.Frequency(
        (12, Gen.Double[-4, 4]),
        (1, Gen.OneOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0)));

    public static Gen<Tile> Tile(int rows, int cols) => Tile(rows, cols, Number);

    public static Gen<Tile> Tile(int rows, int cols, Gen<double> number) => number.Array2D[rows, cols].Select(Fla.Tile.From);

    public static readonly Gen<Tile> AnyTile = Gen.Select(Size, Size).SelectMany((rows, cols) => Tile(rows, cols));

    /// <summary>Two tiles that broadcast to a common shape.</summary>
    public static readonly Gen<(Tile A, Tile B)> Pair =
        Gen.Select(Size, Size, Gen.Int[0, 15]).SelectMany((rows, cols, flat) => Gen.Select(
            Tile((flat & 1) != 0 ? 1 : rows, (flat & 2) != 0 ? 1 : cols),
            Tile((flat & 4) != 0 ? 1 : rows, (flat & 8) != 0 ? 1 : cols)));

    /// <summary>The element that broadcasting puts at a position.</summary>
    public static double At(this Tile tile, int row, int col) => tile[tile.Rows == 1 ? 0 : row, tile.Cols == 1 ? 0 : col];
}

