using Fla.Cuda;

namespace Fla;

/// <summary>Ops that divide each row along the last axis by a number of its own.</summary>
internal abstract class RowNormOp : ChannelOp
{
    protected const int ReferenceRows = 8;

    public override ChannelRole X { get; } = new("x", "x", "*D", "Give x rows along its last axis, at most three axes of them, and D ≥ 1.");
    public override ChannelRole? Y { get; } = new("y", "y", "*D", "y has x's shape.");
    public override bool HasSequences => false;
    public override bool IsInPlace => true;
    public override ChannelSettings Settings => new(Epsilon: 1e-6f);

    public override void Check(in ChannelAxes axes, in ChannelSettings settings)
    {
        if (!(settings.Epsilon >= 0 && float.IsFinite(settings.Epsilon)))
            throw new ArgumentException($"epsilon: expected a finite number from 0, got {settings.Epsilon}. Leave it out for 1e-6.", "epsilon");
    }

    public override ChannelAxes AxesOf(OpShape shape)
    {
        ChannelAxes axes = base.AxesOf(shape);
        axes.Bind("*D", [shape.B, shape.T, (nint)shape.H * shape.K]);
        return axes;
    }

    public override ChannelWork Work(in ChannelAxes axes, long longest, in ChannelSettings settings)
    {
        long rows = 1;
        foreach (nint length in axes.Of("*"))
            rows *= length;
        return new(this, 1, 1, rows, axes['D']);
    }

    public override bool IsEmpty(in ChannelWork work) => work.Tokens * work.Columns == 0;

    public override Grid GridOf(KernelVariant variant, in ChannelWork work) => new(Tiles(work.Tokens, RowsOf(variant)));

    public override long ExtentOf(KernelVariant variant, in ChannelWork work) => Math.Max(1, work.Columns - ColumnsOf(variant));

    /// <summary>Rows of a program.</summary>
    protected abstract int RowsOf(KernelVariant variant);

    /// <summary>Columns that a program keeps between its two walks.</summary>
    protected abstract int ColumnsOf(KernelVariant variant);

    /// <summary>The programs of a call over rows in three axes.</summary>
    protected static Grid GridOf<T>(in In<T> rows, int atOnce) where T : unmanaged => new(Tiles(rows.LongDim(1), atOnce), rows.Dim(2), rows.Dim(0));

    protected double[] Normalize(ChannelOracle given, Func<double, int, double> factor)
    {
        int d = given.Length('D');
        float[] x = given["x"];
        double[] y = new double[x.Length];
        for (int row = 0; row + d <= x.Length && d > 0; row += d)
        {
            double squares = 0;
            for (int c = 0; c < d; c++)
                squares += (double)x[row + c] * x[row + c];
            for (int c = 0; c < d; c++)
                y[row + c] = x[row + c] * factor(squares, row + c);
        }

        return y;
    }
}

/// <summary>Tensors of up to four axes as rows in three: all along one of them where each tensor's lie at equal distances.</summary>
internal static unsafe class RowViews
{
    public static bool IsFlat<T>(in In<T> x) where T : unmanaged
    {
        for (int axis = 0; axis + 2 < x.Rank; axis++)
        {
            if (x.LongDim(axis) > 1 && x.Stride(axis) != x.LongDim(axis + 1) * x.Stride(axis + 1) || x.LongDim(axis + 1) == 1 && x.LongDim(axis) > 1)
                return false;
        }

        return true;
    }

    public static In<T> Of<T>(in In<T> x, bool flat) where T : unmanaged
    {
        Span<long> shape = stackalloc long[4], strides = stackalloc long[4];
        Fill(x, flat, shape, strides);
        return new(x.Data, shape, strides);
    }

    public static Out<T> Of<T>(in Out<T> y, bool flat) where T : unmanaged
    {
        Span<long> shape = stackalloc long[4], strides = stackalloc long[4];
        Fill(Read(y), flat, shape, strides);
        return new(y.Data, shape, strides);
    }

    public static In<T> Read<T>(in Out<T> y) where T : unmanaged
    {
        Span<long> shape = stackalloc long[5], strides = stackalloc long[5];
        for (int axis = 0; axis < y.Rank; axis++)
            (shape[axis], strides[axis]) = (y.LongDim(axis), y.Stride(axis));
        return new(y.Data, shape[..y.Rank], strides[..y.Rank]);
    }

    private static void Fill<T>(in In<T> x, bool flat, Span<long> shape, Span<long> strides) where T : unmanaged
    {
        int leading = x.Rank - 1;
        shape.Fill(1);
        (shape[3], strides[3]) = (x.LongDim(leading), 1);
        if (flat && leading > 0)
        {
            strides[1] = x.Stride(leading - 1);
            for (int axis = 0; axis < leading; axis++)
                shape[1] *= x.LongDim(axis);
            return;
        }

        // One axis of rows is the second of three, two are the first two.
        for (int axis = 0; axis < leading; axis++)
        {
            int to = leading == 1 ? 1 : axis;
            (shape[to], strides[to]) = (x.LongDim(axis), x.Stride(axis));
        }
    }
}
