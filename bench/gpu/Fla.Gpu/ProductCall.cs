using Fla.Cuda;
using Fla.Tests;

namespace Fla.Gpu;

/// <summary>Operands of a large matrix product on a GPU, and some rows of what it must give.</summary>
internal sealed class ProductCall : IDisposable
{
    private const int CheckedRows = 5;

    private readonly ProductShape _shape;
    private readonly DeviceTensor<BFloat16> _a, _b, _c;
    private readonly int[] _rows;
    private readonly float[] _expected;

    public ProductCall(CudaDevice device, ProductShape shape)
    {
        _shape = shape;
        (_a, _b, _c) = (new(device, shape.M, shape.K), new(device, shape.K, shape.N), new(device, shape.M, shape.N));
        BFloat16[] a = Random(_a.Length, 1), b = Random(_b.Length, 2);
        _a.CopyFrom(a);
        _b.CopyFrom(b);
        _rows = [.. Enumerable.Range(0, CheckedRows).Select(i => (int)((long)i * (shape.M - 1) / (CheckedRows - 1)))];
        _expected = [.. _rows.AsParallel().AsOrdered().SelectMany(row => Product(a.AsSpan(row * shape.K, shape.K), b))];
    }

    /// <summary>What is not written shows.</summary>
    public void Poison()
    {
        BFloat16[] nothing = new BFloat16[_c.Length];
        Array.Fill(nothing, (BFloat16)float.NaN);
        _c.CopyFrom(nothing);
    }

    public void Run(MatrixProductKernel.Variant variant, CudaStream stream) => MatrixProductKernel.Launch(
        variant, stream, new((_shape.N + variant.BN - 1) / variant.BN, (_shape.M + variant.BM - 1) / variant.BM), _a.In, _b.In, _c.Out);

    /// <summary>Of some rows against sums in double; NaN when an element of any row is NaN.</summary>
    public double Error()
    {
        BFloat16[] c = new BFloat16[_c.Length];
        _c.CopyTo(c);
        return Array.Exists(c, static x => float.IsNaN((float)x))
            ? double.NaN
            : Accuracy.RelativeError([.. _rows.SelectMany(row => c.AsSpan(row * _shape.N, _shape.N).ToArray()).Select(static x => (float)x)], _expected);
    }

    public void Dispose()
    {
        _a.Device.Synchronize();
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private float[] Product(ReadOnlySpan<BFloat16> row, BFloat16[] b)
    {
        double[] sums = new double[_shape.N];
        for (int k = 0; k < row.Length; k++)
        {
            double left = (double)row[k];
            ReadOnlySpan<BFloat16> right = b.AsSpan(k * _shape.N, _shape.N);
            for (int n = 0; n < sums.Length; n++)
                sums[n] += left * (float)right[n];
        }

        return Array.ConvertAll(sums, static x => (float)x);
    }

    private static BFloat16[] Random(long length, int seed)
    {
        Random random = new(seed);
        BFloat16[] numbers = new BFloat16[length];
        foreach (ref BFloat16 number in numbers.AsSpan())
            number = (BFloat16)(random.NextSingle() - 0.5f);
        return numbers;
    }
}
