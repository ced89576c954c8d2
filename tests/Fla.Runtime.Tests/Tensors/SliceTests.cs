using CsCheck;

namespace Fla.Tests;

/// <summary>Loads and stores through every kind of slice, against a model that finds each element by hand.</summary>
public unsafe class SliceTests
{
    private const float Canary = -12345;
    private const float Fill = 0.5f;

    [Fact]
    public void LoadReadsExactlyTheRanges() => SliceCase.Any.Sample(slice =>
    {
        float[] buffer = [.. Enumerable.Range(1, slice.BufferLength).Select(i => (float)i)];
        fixed (float* data = buffer)
        {
            In<float> tensor = new(data + slice.Start, slice.Shape, slice.Strides);
            foreach (Tile tile in Load(Index(tensor, slice.At), slice))
                for (int row = 0; row < tile.Rows; row++)
                    for (int col = 0; col < tile.Cols; col++)
                        Assert.Equal(Place(slice, tile, row, col) is int place ? buffer[place] : Fill, tile[row, col]);
        }
    }, iter: 2000);

    [Fact]
    public void StoreWritesExactlyTheRanges() => SliceCase.Any.Sample(slice =>
    {
        foreach (Tile tile in Sources(slice))
        {
            float[] buffer = new float[slice.BufferLength], expected = new float[slice.BufferLength];
            Array.Fill(buffer, Canary);
            Array.Fill(expected, Canary);
            for (int row = 0; row < tile.Rows; row++)
                for (int col = 0; col < tile.Cols; col++)
                    if (Place(slice, tile, row, col) is int place)
                        expected[place] = (float)tile[row, col];
            fixed (float* data = buffer)
                Index(new Out<float>(data + slice.Start, slice.Shape, slice.Strides), slice.At).Store(tile);
            Assert.Equal(expected, buffer);
        }
    }, iter: 2000);

    private static int? Place(SliceCase slice, Tile tile, int row, int col) =>
        slice.TwoRanges ? slice.Place(row, col) : slice.Place(tile.Cols == 1 ? row : col, 0);

    private static Tile[] Load(InSlice<float> slice, SliceCase expected) => expected.TwoRanges
        ? [slice.Load(expected.Rows, expected.Cols, Fill)]
        : [slice.LoadColumn(expected.Rows, Fill), slice.LoadRow(expected.Cols, Fill)];

    private static Tile[] Sources(SliceCase slice) => slice.TwoRanges
        ? [Tile.RowIndex(slice.Rows) * 10 + Tile.ColIndex(slice.Cols)]
        : [Tile.RowIndex(slice.Rows), Tile.ColIndex(slice.Cols)];

    private static InSlice<float> Index(In<float> x, At[] at) => at.Length switch
    {
        1 => x[at[0]],
        2 => x[at[0], at[1]],
        3 => x[at[0], at[1], at[2]],
        4 => x[at[0], at[1], at[2], at[3]],
        _ => x[at[0], at[1], at[2], at[3], at[4]],
    };

    private static OutSlice<float> Index(Out<float> x, At[] at) => at.Length switch
    {
        1 => x[at[0]],
        2 => x[at[0], at[1]],
        3 => x[at[0], at[1], at[2]],
        4 => x[at[0], at[1], at[2], at[3]],
        _ => x[at[0], at[1], at[2], at[3], at[4]],
    };
}
