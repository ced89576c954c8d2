namespace Fla.Tests;

/// <summary>The plain templates, interpreted, against the loops one would write without tiles, at sizes no tile divides.</summary>
public class PlainTemplateTests
{
    private const double Exact = 1e-6;

    [Theory]
    [InlineData(67, 45, 33, 32, 64, 16)]
    [InlineData(5, 130, 70, 64, 32, 32)]
    [InlineData(32, 16, 32, 32, 32, 16)]
    public void MatrixProduct(int m, int k, int n, int bm, int bn, int bk)
    {
        using HostTensor<float> a = Inputs.Tensor<float>(1, m, k), b = Inputs.Tensor<float>(2, k, n), c = Inputs.Poisoned<float>(m, n);

        Reference.Run(new Grid(Tiles(n, bn), Tiles(m, bm)), block => PlainTemplates.MatrixProduct(block, bm, bn, bk, a.In, b.In, c.Out));

        AssertEach(c, Exact * k, i => Plain.Dot(k, j => a.Span[(int)(i / n) * k + j], j => b.Span[j * n + (int)(i % n)]));
    }

    [Theory]
    [InlineData(13, 60, 64, 8)]
    [InlineData(1, 1, 64, 16)]
    [InlineData(33, 128, 128, 16)]
    public void RowSoftmax(int rows, int cols, int width, int tileRows)
    {
        using HostTensor<float> x = Inputs.Tensor<float>(3, rows, cols), y = Inputs.Poisoned<float>(rows, cols);

        Reference.Run(new Grid(Tiles(rows, tileRows)), block => PlainTemplates.RowSoftmax(block, width, tileRows, x.In, y.Out));

        double[][] expected = [.. Enumerable.Range(0, rows).Select(row => Plain.Softmax([.. x.Span.Slice(row * cols, cols)]))];
        AssertEach(y, Exact, i => expected[i / cols][i % cols]);
    }

    [Theory]
    [InlineData(13, 60, 64, 8)]
    [InlineData(17, 100, 128, 16)]
    public void RmsNorm(int rows, int cols, int width, int tileRows)
    {
        const float epsilon = 1e-3f;
        using HostTensor<float> x = Inputs.Tensor<float>(4, rows, cols), weight = Inputs.Tensor<float>(5, cols), y = Inputs.Poisoned<float>(rows, cols);

        Reference.Run(new Grid(Tiles(rows, tileRows)), block => PlainTemplates.RmsNorm(block, width, tileRows, x.In, weight.In, y.Out, epsilon));

        AssertEach(y, Exact * 10, i =>
        {
            int row = (int)(i / cols), col = (int)(i % cols);
            double squares = Plain.Dot(cols, j => x.Span[row * cols + j], j => x.Span[row * cols + j]);
            return x.Span[row * cols + col] / Math.Sqrt(squares / cols + epsilon) * weight.Span[col];
        });
    }

    [Theory]
    [InlineData(2, 37, 3, 60, 40, 64, 64, 32, 16)]
    [InlineData(1, 100, 1, 128, 64, 128, 64, 64, 32)]
    [InlineData(1, 1, 1, 64, 64, 64, 64, 32, 32)]
    public void CausalAttention(int batches, int tokens, int heads, int k, int v, int K, int V, int bq, int bk)
    {
        using HostTensor<float> q = Inputs.Tensor<float>(6, batches, tokens, heads, k), key = Inputs.Tensor<float>(7, batches, tokens, heads, k),
            value = Inputs.Tensor<float>(8, batches, tokens, heads, v), o = Inputs.Poisoned<float>(batches, tokens, heads, v);
        float scale = 1 / MathF.Sqrt(k);

        Reference.Run(new Grid(Tiles(tokens, bq), heads, batches),
            block => PlainTemplates.CausalAttention(block, K, V, bq, bk, q.In, key.In, value.In, o.Out, scale));

        using HostTensor<double> expected = Plain.CausalAttention(q, key, value, scale);
        AssertEach(o, Exact * 10, i => expected.Span[(int)i]);
    }

    [Theory]
    [InlineData(37, 33, 16, 32)]
    [InlineData(128, 64, 64, 64)]
    [InlineData(1, 1, 32, 64)]
    public void PrefixSum(int tokens, int cols, int bt, int bc)
    {
        using HostTensor<float> x = Inputs.Tensor<float>(9, tokens, cols), y = Inputs.Poisoned<float>(tokens, cols);

        Reference.Run(new Grid(Tiles(cols, bc)), block => PlainTemplates.PrefixSum(block, bt, bc, x.In, y.Out));

        AssertEach(y, Exact * 10, i => Plain.Dot((int)(i / cols) + 1, t => x.Span[t * cols + (int)(i % cols)], _ => 1));
    }

    [Fact]
    public void SixteenBitElementsDifferOnlyByRoundingTheResult()
    {
        using HostTensor<BFloat16> a = Inputs.Tensor<BFloat16>(1, 19, 23), b = Inputs.Tensor<BFloat16>(2, 23, 21), c = new(19, 21);
        using HostTensor<Half> x = Inputs.Tensor<Half>(3, 19, 21), y = new(19, 21);

        Reference.Run(new Grid(1, 1), block => PlainTemplates.MatrixProduct(block, 32, 32, 16, a.In, b.In, c.Out));
        Reference.Run(new Grid(1), block => PlainTemplates.PrefixSum(block, 32, 32, x.In, y.Out));

        for (int i = 0; i < 19; i++)
        {
            for (int j = 0; j < 21; j++)
            {
                double product = Plain.Dot(23, k => (double)a.Span[i * 23 + k], k => (double)b.Span[k * 21 + j]);
                Assert.Equal((BFloat16)product, c.Span[i * 21 + j]);
                double sum = Plain.Dot(i + 1, t => (double)x.Span[t * 21 + j], _ => 1);
                Assert.Equal((Half)sum, y.Span[i * 21 + j]);
            }
        }
    }

    private static int Tiles(int length, int tile) => (length + tile - 1) / tile;

    private static void AssertEach(HostTensor<float> actual, double tolerance, Func<long, double> expected)
    {
        for (int i = 0; i < actual.Length; i++)
            Assert.True(Math.Abs(actual.Span[i] - expected(i)) <= tolerance, $"Element {i}: expected {expected(i)}, was {actual.Span[i]}.");
    }
}
