using System.Runtime.InteropServices;
using Fla.Cuda.Tests.Emulator;
using Fla.Generated;
using Fla.Tests;

namespace Fla.Cuda.Tests;

/// <summary>Templates outside of the family become CUDA kernels unchanged, and do what the interpreter says.</summary>
public sealed class PlainTests
{
    private const ElementType Element = ElementType.BFloat16;
    private readonly DeviceTensors _tensors = new();
    private readonly Random _random = new(7);

    public static TheoryData<string> Named(string kernel) => [.. typeof(CudaTensor).Assembly.GetTypes()
        .Where(t => t.Name.StartsWith(kernel + "_bf16", StringComparison.Ordinal) && t.Name.EndsWith("_cuda", StringComparison.Ordinal))
        .Select(static t => t.Name)
        .Order()];

    [Theory]
    [MemberData(nameof(Named), "matrix_product")]
    public void MatrixProduct(string name) => Product(name, 70, 45, 37);

    /// <summary>Whole tiles are copied without a question, those at the end are not.</summary>
    [Theory]
    [MemberData(nameof(Named), "matrix_product")]
    public void MatrixProductOfWholeTiles(string name) => Product(name, Constant(name, "BM") + 8, Constant(name, "BN") + 8, 2 * Constant(name, "BK") + 8);

    private void Product(string name, int m, int n, int k)
    {
        HostTensor<BFloat16> a = Filled(m, k), b = Filled(k, n), c = new(m, n);
        (int bm, int bn, int bk) = (Constant(name, "BM"), Constant(name, "BN"), Constant(name, "BK"));
        Grid grid = new((n + bn - 1) / bn, (m + bm - 1) / bm);
        Reference.Run(grid, block => PlainTemplates.MatrixProduct(block, bm, bn, bk, a.In, b.In, c.Out));
        byte[] output = Numbers.Poisoned(m * n * 2);
        Run(name, grid, new matrix_product_cuda_arguments { a = Device(a, m, k), b = Device(b, k, n), c = _tensors.Add(output, m, n) });
        Close(c, output);
    }

    [Theory]
    [MemberData(nameof(Named), "row_softmax")]
    public void RowSoftmax(string name)
    {
        (int n, int br) = (Constant(name, "N"), Constant(name, "BR"));
        (int rows, int columns) = (21, n - 3);
        HostTensor<BFloat16> x = Filled(rows, columns), y = new(rows, columns);
        Grid grid = new((rows + br - 1) / br);
        Reference.Run(grid, block => PlainTemplates.RowSoftmax(block, n, br, x.In, y.Out));
        byte[] output = Numbers.Poisoned(rows * columns * 2);
        Run(name, grid, new row_softmax_cuda_arguments { x = Device(x, rows, columns), y = _tensors.Add(output, rows, columns) });
        Close(y, output);
    }

    [Theory]
    [MemberData(nameof(Named), "rms_norm")]
    public void RmsNorm(string name)
    {
        (int n, int br) = (Constant(name, "N"), Constant(name, "BR"));
        (int rows, int columns) = (21, n - 3);
        HostTensor<BFloat16> x = Filled(rows, columns), y = new(rows, columns);
        HostTensor<float> weight = new(columns);
        foreach (ref float w in weight.Span)
            w = _random.NextSingle();
        Grid grid = new((rows + br - 1) / br);
        Reference.Run(grid, block => PlainTemplates.RmsNorm(block, n, br, x.In, weight.In, y.Out, 1e-6f));
        byte[] output = Numbers.Poisoned(rows * columns * 2);
        Run(name, grid, new rms_norm_cuda_arguments
        {
            x = Device(x, rows, columns),
            weight = _tensors.Add(MemoryMarshal.AsBytes(weight.Span).ToArray(), columns),
            y = _tensors.Add(output, rows, columns),
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
        (int K, int V, int bq, int bk) = (Constant(name, "K"), Constant(name, "V"), Constant(name, "BQ"), Constant(name, "BK"));
        (int t, int heads, int k, int v) = (75, 2, K - narrowerK, V - narrowerV);
        HostTensor<BFloat16> q = Filled(1, t, heads, k), keys = Filled(1, t, heads, k), values = Filled(1, t, heads, v), o = new(1, t, heads, v);
        Grid grid = new((t + bq - 1) / bq, heads, 1);
        Reference.Run(grid, block => PlainTemplates.CausalAttention(block, K, V, bq, bk, q.In, keys.In, values.In, o.Out, 0.3f));
        byte[] output = Numbers.Poisoned(t * heads * v * 2);
        Run(name, grid, new causal_attention_cuda_arguments
        {
            q = Device(q, 1, t, heads, k),
            k = Device(keys, 1, t, heads, k),
            v = Device(values, 1, t, heads, v),
            o = _tensors.Add(output, 1, t, heads, v),
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
        HostTensor<BFloat16> x = Filled(t, columns), y = new(t, columns);
        (int bt, int bc) = (Constant(name, "BT"), Constant(name, "BC"));
        Grid grid = new((columns + bc - 1) / bc);
        Reference.Run(grid, block => PlainTemplates.PrefixSum(block, bt, bc, x.In, y.Out));
        byte[] output = Numbers.Poisoned(t * columns * 2);
        Run(name, grid, new prefix_sum_cuda_arguments { x = Device(x, t, columns), y = _tensors.Add(output, t, columns) });
        Close(y, output);
    }

    private static int Constant(string name, string constant) =>
        int.Parse(name.Split('_').Last(p => p.StartsWith(constant, StringComparison.Ordinal) && p.Length > constant.Length && char.IsAsciiDigit(p[constant.Length]))[constant.Length..]);

    private unsafe void Run<T>(string name, Grid grid, T arguments) where T : unmanaged
    {
        Type type = typeof(CudaTensor).Assembly.GetType($"Fla.Generated.{name}")!;
        PtxProgram program = PtxProgram.Of(CudaCompiler.Compile(type.GetMethod("Run")!, PtxTarget.Parse("sm_80")).Text);
        PtxGrid.Run(
            program, new ReadOnlySpan<byte>(&arguments, sizeof(T)).ToArray(), _tensors.Memory, (grid.X, grid.Y, grid.Z),
            (int)type.GetField("Threads")!.GetValue(null)!, (int)type.GetField("SharedBytes")!.GetValue(null)!);
    }

    private HostTensor<BFloat16> Filled(params long[] shape)
    {
        HostTensor<BFloat16> tensor = new(shape);
        foreach (ref BFloat16 value in tensor.Span)
            value = (BFloat16)(_random.NextSingle() - 0.5f);
        return tensor;
    }

    private CudaTensor Device(HostTensor<BFloat16> tensor, params ReadOnlySpan<long> shape) => _tensors.Add(MemoryMarshal.AsBytes(tensor.Span).ToArray(), shape);

    private static void Close(HostTensor<BFloat16> expected, byte[] output)
    {
        float[] reference = [.. expected.Span.ToArray().Select(static x => (float)x)];
        double error = Accuracy.RelativeError(Numbers.FromBits(Element, output), reference);
        Assert.True(error <= 1e-2, $"relative error {error:g3}");
    }
}
