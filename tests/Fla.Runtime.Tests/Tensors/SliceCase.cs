using CsCheck;

namespace Fla.Tests;

/// <summary>A random strided tensor, a random slice of it, and which elements the slice means.</summary>
internal sealed record SliceCase(AxisCase[] Axes, int Rows, int Cols)
{
    private const int Margin = 3;

    private static readonly Gen<AxisCase> Axis =
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 2], Position, Position, Gen.Int[0, 100])
            .Select((length, gap, lo, hi, index) => new AxisCase(length, gap, false, lo, hi, index));

    public static readonly Gen<SliceCase> Any =
        Gen.Int[1, 5].SelectMany(rank => Gen.Select(Axis.Array[rank], Gen.Int[0, rank - 1], Gen.Int[0, rank - 1], Gen.Int[1, 7], Gen.Int[1, 7]))
            .Select((axes, first, second, rows, cols) => new SliceCase(
                [.. axes.Select((axis, i) => i == first || i == second ? axis with { IsRange = true } : axis with { Length = Math.Max(1, axis.Length) })],
                rows, cols));

    private static Gen<Index> Position => Gen.Select(Gen.Int[0, 7], Gen.Bool).Select((value, fromEnd) => new Index(value, fromEnd));

    public bool TwoRanges => Axes.Count(axis => axis.IsRange) == 2;

    public long[] Shape => [.. Axes.Select(axis => (long)axis.Length)];

    /// <summary>Gaps between the neighbours of each axis, so that a wrong stride cannot go unnoticed.</summary>
    public long[] Strides
    {
        get
        {
            long[] strides = new long[Axes.Length];
            long stride = 1;
            for (int axis = Axes.Length - 1; axis >= 0; axis--)
            {
                strides[axis] = stride * Axes[axis].Gap;
                stride = strides[axis] * Math.Max(1, Axes[axis].Length);
            }
            return strides;
        }
    }

    /// <summary>Elements before and after the tensor's own.</summary>
    public int Start => Margin;

    public int BufferLength => 2 * Margin + Axes.Zip(Strides, (axis, stride) => (int)stride * Math.Max(1, axis.Length)).Max();

    public At[] At => [.. Axes.Select(axis => axis.At)];

    /// <summary>Where in the buffer the element for a tile's row and column lies; null outside the ranges.</summary>
    public int? Place(int row, int col)
    {
        long place = Start;
        int next = row;
        foreach ((AxisCase axis, long stride) in Axes.Zip(Strides))
        {
            if (!axis.IsRange)
            {
                place += axis.Index * stride;
                continue;
            }
            if (next >= axis.Count) return null;
            place += (axis.First + next) * stride;
            next = col;
        }
        return (int)place;
    }

    public override string ToString() => $"[{string.Join(", ", Shape)}] at [{string.Join(", ", At)}], {Rows}×{Cols}";
}
