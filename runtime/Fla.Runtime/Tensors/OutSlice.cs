namespace Fla;

/// <summary>One or two ranges of an <see cref="Out{T}"/>, ready to take a tile.</summary>
/// <typeparam name="T">The tensor's element type.</typeparam>
public readonly unsafe struct OutSlice<T> where T : unmanaged
{
    private readonly T* _data;
    private readonly Window _window;

    internal OutSlice(T* data, Window window)
    {
        _data = data;
        _window = window;
    }

    /// <summary>Writes the part of a tile that lies inside the ranges, rounded to nearest even.</summary>
    /// <param name="tile">With two ranges rows×cols; with one range n×1 or 1×n. It may be larger or smaller than the ranges.</param>
    /// <exception cref="TileShapeException">The slice has one range and the tile is neither a column nor a row.</exception>
    /// <exception cref="InvalidOperationException">The slice is <c>default</c>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not float, BFloat16, Half or double.</exception>
    public void Store(Tile tile)
    {
        ElementConversion<T>.Require("Store");
        Window window = _window.Checked();
        if (window.Ranges == 1) window = AsMatrix(window, tile.Extent);
        int rows = window.RowsWithin(tile.Rows), cols = window.ColsWithin(tile.Cols);
        if (cols == 0) return;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> source = tile.Values.AsSpan(row * tile.Cols, cols);
            T* target = _data + window.Offset + row * window.RowStride;
            for (int col = 0; col < source.Length; col++)
                target[col * window.ColStride] = ElementConversion<T>.Round(source[col]);
        }
    }

    private static Window AsMatrix(Window window, Extent tile)
    {
        if (tile.Cols == 1) return window with { Cols = 1 };
        if (tile.Rows == 1) return window with { Rows = 1, Cols = window.Rows, ColStride = window.RowStride };
        throw new TileShapeException("Store into one range", "n×1 or 1×n", $"{tile}");
    }
}
