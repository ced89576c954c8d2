namespace Fla;

internal interface IMap
{
    static abstract double Apply(double x);
}

internal interface IZip<TIn, TOut>
{
    static abstract TOut Apply(TIn a, TIn b);
}

/// <summary>Elementwise loops with broadcasting; the operation is a type, so the JIT inlines it.</summary>
internal static class Elementwise
{
    public static Tile Map<TOp>(Tile x) where TOp : IMap
    {
        double[] source = x.Values, result = new double[source.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = TOp.Apply(source[i]);
        return new Tile(x.Extent, result);
    }

    public static Tile Zip<TOp>(string operation, Tile a, Tile b) where TOp : IZip<double, double>
    {
        Extent extent = a.Extent.With(b.Extent, operation);
        return new Tile(extent, Zip<double, double, TOp>(extent, a.Values, a.Extent, b.Values, b.Extent));
    }

    public static Mask Compare<TOp>(string operation, Tile a, Tile b) where TOp : IZip<double, bool>
    {
        Extent extent = a.Extent.With(b.Extent, operation);
        return new Mask(extent, Zip<double, bool, TOp>(extent, a.Values, a.Extent, b.Values, b.Extent));
    }

    public static Mask Zip<TOp>(string operation, Mask a, Mask b) where TOp : IZip<bool, bool>
    {
        Extent extent = a.Extent.With(b.Extent, operation);
        return new Mask(extent, Zip<bool, bool, TOp>(extent, a.Values, a.Extent, b.Values, b.Extent));
    }

    public static Tile Where(Mask condition, Tile a, Tile b)
    {
        const string operation = "Where";
        Extent extent = condition.Extent.With(a.Extent, operation).With(b.Extent, operation);
        double[] result = new double[extent.Count];
        for (int row = 0, i = 0; row < extent.Rows; row++)
        {
            int m = row * condition.Extent.RowStep, p = row * a.Extent.RowStep, q = row * b.Extent.RowStep;
            int mStep = condition.Extent.ColStep, pStep = a.Extent.ColStep, qStep = b.Extent.ColStep;
            for (int col = 0; col < extent.Cols; col++, i++, m += mStep, p += pStep, q += qStep)
                result[i] = condition.Values[m] ? a.Values[p] : b.Values[q];
        }
        return new Tile(extent, result);
    }

    private static TOut[] Zip<TIn, TOut, TOp>(Extent extent, TIn[] a, Extent aExtent, TIn[] b, Extent bExtent)
        where TOp : IZip<TIn, TOut>
    {
        TOut[] result = new TOut[extent.Count];
        for (int row = 0, i = 0; row < extent.Rows; row++)
        {
            int p = row * aExtent.RowStep, pStep = aExtent.ColStep;
            int q = row * bExtent.RowStep, qStep = bExtent.ColStep;
            for (int col = 0; col < extent.Cols; col++, i++, p += pStep, q += qStep)
                result[i] = TOp.Apply(a[p], b[q]);
        }
        return result;
    }
}
