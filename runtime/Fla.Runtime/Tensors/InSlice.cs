namespace Fla;

/// <summary>One or two ranges of an <see cref="In{T}"/>, ready to load as a tile.</summary>
/// <typeparam name="T">The tensor's element type.</typeparam>
public readonly unsafe struct InSlice<T> where T : unmanaged
{
    private readonly T* _data;
    private readonly Window _window;

    internal InSlice(T* data, Window window)
    {
        _data = data;
        _window = window;
    }

    /// <summary>Loads a slice with two ranges, the first along the rows; elements outside the ranges are not read.</summary>
    /// <param name="rows">The tile's rows, at least 1.</param>
    /// <param name="cols">The tile's columns, at least 1.</param>
    /// <param name="fill">The value of elements outside the ranges.</param>
    /// <returns>A rows×cols tile.</returns>
    /// <exception cref="InvalidOperationException">The slice has one range.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not float, BFloat16, Half or double.</exception>
    public Tile Load(int rows, int cols, float fill = 0)
    {
        _window.Require(2, "Load", "use LoadColumn or LoadRow for one range, or make the other axis a range i..(i + 1).");
        return LoadWindow("Load", rows, cols, _window, fill);
    }

    /// <summary>Loads a slice with one range as a column; elements outside the range are not read.</summary>
    /// <param name="rows">The tile's rows, at least 1.</param>
    /// <param name="fill">The value of elements outside the range.</param>
    /// <returns>A rows×1 tile.</returns>
    /// <exception cref="InvalidOperationException">The slice has two ranges.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not float, BFloat16, Half or double.</exception>
    public Tile LoadColumn(int rows, float fill = 0)
    {
        _window.Require(1, "LoadColumn", "use Load(rows, cols), or give the other axis a single index.");
        return LoadWindow("LoadColumn", rows, 1, _window with { Cols = 1 }, fill);
    }

    /// <summary>Loads a slice with one range as a row; elements outside the range are not read.</summary>
    /// <param name="cols">The tile's columns, at least 1.</param>
    /// <param name="fill">The value of elements outside the range.</param>
    /// <returns>A 1×cols tile.</returns>
    /// <exception cref="InvalidOperationException">The slice has two ranges.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not float, BFloat16, Half or double.</exception>
    public Tile LoadRow(int cols, float fill = 0)
    {
        _window.Require(1, "LoadRow", "use Load(rows, cols), or give the other axis a single index.");
        return LoadWindow("LoadRow", 1, cols, _window with { Rows = 1, Cols = _window.Rows, ColStride = _window.RowStride }, fill);
    }

    private Tile LoadWindow(string operation, int rows, int cols, Window window, float fill)
    {
        ElementConversion<T>.Require(operation);
        Extent extent = Extent.Of(rows, cols);
        double[] values = new double[extent.Count];
        int validRows = window.RowsWithin(rows), validCols = window.ColsWithin(cols);
        for (int row = 0; row < rows; row++)
        {
            int valid = row < validRows ? validCols : 0;
            Span<double> target = values.AsSpan(row * cols, cols);
            T* source = _data + window.Offset + (valid == 0 ? 0 : row * window.RowStride);
            for (int col = 0; col < valid; col++)
                target[col] = ElementConversion<T>.Widen(source[col * window.ColStride]);
            target[valid..].Fill(fill);
        }
        return new Tile(extent, values);
    }
}
