using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fla.Generated;
using Fla.Tests;

namespace Fla.Cuda.Tests;

/// <summary>Templates outside of the family become CUDA kernels unchanged, and do what the interpreter says.</summary>
public sealed class PlainTests : TemplateTests
{
    [Theory]
    [MemberData(nameof(Named), "matrix_product")]
    public void MatrixProduct(string name) => Product(name, 70, 45, 37);

    /// <summary>Whole tiles are copied without a question, those at the end are not.</summary>
    [Theory]
    [MemberData(nameof(Named), "matrix_product")]
    public void MatrixProductOfWholeTiles(string name) => Product(name, Constant(name, "BM") + 8, Constant(name, "BN") + 8, 2 * Constant(name, "BK") + 8);

    private void Product(string name, int m, int n, int k)
    {
        if (IsWide(name))
            MatrixProductOf<float>(name, m, n, k);
        else
            MatrixProductOf<BFloat16>(name, m, n, k);
    }

    private void MatrixProductOf<T>(string name, int m, int n, int k) where T : unmanaged
    {
        HostTensor<T> a = Filled<T>(m, k), b = Filled<T>(k, n), c = new(m, n);
        (int bm, int bn, int bk) = (Constant(name, "BM"), Constant(name, "BN"), Constant(name, "BK"));
        Grid grid = new((n + bn - 1) / bn, (m + bm - 1) / bm);
        Reference.Run(grid, block => PlainTemplates.MatrixProduct(block, bm, bn, bk, a.In, b.In, c.Out));
        byte[] output = Numbers.Poisoned(m * n * Unsafe.SizeOf<T>());
        Run(name, grid, new matrix_product_cuda_arguments { a = Device(a, m, k), b = Device(b, k, n), c = Tensors.Add(output, m, n) });
        Close(c, output);
    }

    [Theory]
    [MemberData(nameof(Named), "row_softmax")]
    public void RowSoftmax(string name)
    {
        if (IsWide(name))
            RowSoftmaxOf<float>(name);
        else
            RowSoftmaxOf<BFloat16>(name);
    }

    private void RowSoftmaxOf<T>(string name) where T : unmanaged
    {
        (int n, int br) = (Constant(name, "N"), Constant(name, "BR"));
        (int rows, int columns) = (21, n - 3);
        HostTensor<T> x = Filled<T>(rows, columns), y = new(rows, columns);
        Grid grid = new((rows + br - 1) / br);
        Reference.Run(grid, block => PlainTemplates.RowSoftmax(block, n, br, x.In, y.Out));
        byte[] output = Numbers.Poisoned(rows * columns * Unsafe.SizeOf<T>());
        Run(name, grid, new row_softmax_cuda_arguments { x = Device(x, rows, columns), y = Tensors.Add(output, rows, columns) });
        Close(y, output);
    }

    [Theory]
    [MemberData(nameof(Named), "rms_norm")]
    public void RmsNorm(string name)
    {
        if (IsWide(name))
            RmsNormOf<float>(name);
        else
            RmsNormOf<BFloat16>(name);
    }

    private void RmsNormOf<T>(string name) where T : unmanaged
    {
        (int n, int br) = (Constant(name, "N"), Constant(name, "BR"));
        (int rows, int columns) = (21, n - 3);
        HostTensor<T> x = Filled<T>(rows, columns), y = new(rows, columns);
        HostTensor<float> weight = new(columns);
        foreach (ref float w in weight.Span)
            w = Random.NextSingle();
        Grid grid = new((rows + br - 1) / br);
        Reference.Run(grid, block => PlainTemplates.RmsNorm(block, n, br, x.In, weight.In, y.Out, 1e-6f));
        byte[] output = Numbers.Poisoned(rows * columns * Unsafe.SizeOf<T>());
        Run(name, grid, new rms_norm_cuda_arguments
        {
            x = Device(x, rows, columns),
            weight = Tensors.Add(MemoryMarshal.AsBytes(weight.Span).ToArray(), columns),
            y = Tensors.Add(output, rows, columns),
            epsilon = 1e-6f,
        });
        Close(y, output);
    }

    [Theory]
    [MemberData(nameof(Named), "causal_attention")]
    public void CausalAttention(string name) => Attention(name, narrowerK: 4, narrowerV: 14);

    [Theory]
    [MemberData(nameof(Named), "causal_attention")]
    public void CausalAttentionOfWholeHeads(string name) => Attention(name, narrowerK: 0, narrowerV: 0);

    private void Attention(string name, int narrowerK, int narrowerV)
    {
        if (IsWide(name))
            CausalAttentionOf<float>(name, narrowerK, narrowerV);
        else
            CausalAttentionOf<BFloat16>(name, narrowerK, narrowerV);
    }

    private void CausalAttentionOf<T>(string name, int narrowerK, int narrowerV) where T : unmanaged
    {
        (int K, int V, int bq, int bk) = (Constant(name, "K"), Constant(name, "V"), Constant(name, "BQ"), Constant(name, "BK"));
        (int t, int heads, int k, int v) = (75, 2, K - narrowerK, V - narrowerV);
        HostTensor<T> q = Filled<T>(1, t, heads, k), keys = Filled<T>(1, t, heads, k), values = Filled<T>(1, t, heads, v), o = new(1, t, heads, v);
        Grid grid = new((t + bq - 1) / bq, heads, 1);
        Reference.Run(grid, block => PlainTemplates.CausalAttention(block, K, V, bq, bk, q.In, keys.In, values.In, o.Out, 0.3f));
        byte[] output = Numbers.Poisoned(t * heads * v * Unsafe.SizeOf<T>());
        Run(name, grid, new causal_attention_cuda_arguments
        {
            q = Device(q, 1, t, heads, k),
            k = Device(keys, 1, t, heads, k),
            v = Device(values, 1, t, heads, v),
            o = Tensors.Add(output, 1, t, heads, v),
            scale = 0.3f,
        });
        Close(o, output);
    }

    [Theory]
    [MemberData(nameof(Named), "prefix_sum")]
    public void PrefixSum(string name) => Sums(name, 83, 71);

    [Theory]
    [MemberData(nameof(Named), "prefix_sum")]
    public void PrefixSumOfWholeTiles(string name) => Sums(name, 136, 72);

    private void Sums(string name, int t, int columns)
    {
        if (IsWide(name))
            PrefixSumOf<float>(name, t, columns);
        else
            PrefixSumOf<BFloat16>(name, t, columns);
    }

    private void PrefixSumOf<T>(string name, int t, int columns) where T : unmanaged
    {
        HostTensor<T> x = Filled<T>(t, columns), y = new(t, columns);
        (int bt, int bc) = (Constant(name, "BT"), Constant(name, "BC"));
        Grid grid = new((columns + bc - 1) / bc);
        Reference.Run(grid, block => PlainTemplates.PrefixSum(block, bt, bc, x.In, y.Out));
        byte[] output = Numbers.Poisoned(t * columns * Unsafe.SizeOf<T>());
        Run(name, grid, new prefix_sum_cuda_arguments { x = Device(x, t, columns), y = Tensors.Add(output, t, columns) });
        Close(y, output);
    }
}
