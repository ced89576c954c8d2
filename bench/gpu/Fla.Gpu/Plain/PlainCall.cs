using Consumer;
using Fla.Cuda;
using Fla.Tests;

namespace Fla.Gpu;

/// <summary>One call of a plain template on a GPU: its tensors, and what the interpreter makes of them.</summary>
internal abstract class PlainCall : IDisposable
{
    /// <param name="device">The GPU.</param>
    /// <param name="variant">Whose constants decide the shapes.</param>
    /// <param name="size">How large it is.</param>
    /// <exception cref="NotSupportedException">The variant is of another template.</exception>
    public static PlainCall Make(CudaDevice device, KernelVariant variant, PlainSize size) => variant.Element switch
    {
        ElementType.BFloat16 => new PlainCall<BFloat16>(device, variant, size),
        ElementType.Float16 => new PlainCall<Half>(device, variant, size),
        _ => new PlainCall<float>(device, variant, size),
    };

    /// <summary>Runs it; nobody waits.</summary>
    public abstract void Launch(CudaStream stream);

    /// <summary>Runs it on poisoned outputs, and compares these with the interpreter's.</summary>
    public abstract double Error(CudaStream stream);

    public abstract void Dispose();
}

internal sealed class PlainCall<T> : PlainCall where T : unmanaged
{
    private const float Epsilon = 1e-6f;
    private const float Scale = 0.3f;

    private readonly PlainTensors<T> _tensors;
    private readonly Action<CudaStream> _launch;

    public PlainCall(CudaDevice device, KernelVariant variant, PlainSize size)
    {
        _tensors = new(device, seed: 7);
        _launch = variant switch
        {
            MatrixProductKernel.Variant v => MatrixProduct(v, size),
            RowSoftmaxKernel.Variant v => RowSoftmax(v, size),
            RmsNormKernel.Variant v => RmsNorm(v, size),
            CausalAttentionKernel.Variant v => CausalAttention(v, size),
            PrefixSumKernel.Variant v => PrefixSum(v, size),
            ResidualNormKernel.Variant v => ResidualNorm(v, size),
            _ => throw new NotSupportedException($"{variant.Id} is of no plain template."),
        };
    }

    public override void Launch(CudaStream stream) => _launch(stream);

    public override double Error(CudaStream stream)
    {
        _tensors.Poison();
        _launch(stream);
        stream.Synchronize();
        return _tensors.Error();
    }

    public override void Dispose() => _tensors.Dispose();

    private Action<CudaStream> MatrixProduct(MatrixProductKernel.Variant v, PlainSize size)
    {
        (int m, int n, int k) = size switch { PlainSize.Tiny => (37, 45, 51), PlainSize.Ragged => (328, 296, 200), _ => (512, 256, 256) };
        (HostTensor<T> a, DeviceTensor<T> da) = _tensors.Input(m, k);
        (HostTensor<T> b, DeviceTensor<T> db) = _tensors.Input(k, n);
        (HostTensor<T> c, DeviceTensor<T> dc) = _tensors.Output(m, n);
        _tensors.Expect($"matrix_product {k}", () => Reference.Run(new(Tiles(n, 32), Tiles(m, 32)), block => PlainTemplates.MatrixProduct(block, 32, 32, 16, a.In, b.In, c.Out)));
        return stream => MatrixProductKernel.Launch(v, stream, new(Tiles(n, v.BN), Tiles(m, v.BM)), da.In, db.In, dc.Out);
    }

    private Action<CudaStream> RowSoftmax(RowSoftmaxKernel.Variant v, PlainSize size)
    {
        (int rows, int columns) = Rows(v.N, size);
        (HostTensor<T> x, DeviceTensor<T> dx) = _tensors.Input(rows, columns);
        (HostTensor<T> y, DeviceTensor<T> dy) = _tensors.Output(rows, columns);
        _tensors.Expect($"row_softmax {columns}", () => Reference.Run(new(Tiles(rows, v.BR)), block => PlainTemplates.RowSoftmax(block, v.N, v.BR, x.In, y.Out)));
        return stream => RowSoftmaxKernel.Launch(v, stream, new(Tiles(rows, v.BR)), dx.In, dy.Out);
    }

    private Action<CudaStream> RmsNorm(RmsNormKernel.Variant v, PlainSize size)
    {
        (int rows, int columns) = Rows(v.N, size);
        (HostTensor<T> x, DeviceTensor<T> dx) = _tensors.Input(rows, columns);
        (HostTensor<float> weight, DeviceTensor<float> dweight) = _tensors.Floats(columns);
        (HostTensor<T> y, DeviceTensor<T> dy) = _tensors.Output(rows, columns);
        _tensors.Expect($"rms_norm {columns}", () => Reference.Run(new(Tiles(rows, v.BR)), block => PlainTemplates.RmsNorm(block, v.N, v.BR, x.In, weight.In, y.Out, Epsilon)));
        return stream => RmsNormKernel.Launch(v, stream, new(Tiles(rows, v.BR)), dx.In, dweight.In, dy.Out, Epsilon);
    }

    private Action<CudaStream> CausalAttention(CausalAttentionKernel.Variant v, PlainSize size)
    {
        (int tokens, int narrower) = size switch { PlainSize.Tiny => (75, 3), PlainSize.Ragged => (200, 8), _ => (256, 0) };
        (int batches, int heads) = size == PlainSize.Tiny ? (1, 1) : (2, 2);
        (HostTensor<T> q, DeviceTensor<T> dq) = _tensors.Input(batches, tokens, heads, v.K - narrower);
        (HostTensor<T> k, DeviceTensor<T> dk) = _tensors.Input(batches, tokens, heads, v.K - narrower);
        (HostTensor<T> value, DeviceTensor<T> dvalue) = _tensors.Input(batches, tokens, heads, v.V - narrower);
        (HostTensor<T> o, DeviceTensor<T> dout) = _tensors.Output(batches, tokens, heads, v.V - narrower);
        Grid grid = new(Tiles(tokens, v.BQ), heads, batches);
        _tensors.Expect($"causal_attention {v.K - narrower} {v.V - narrower} {heads}", () => Reference.Run(grid, block => PlainTemplates.CausalAttention(block, v.K, v.V, v.BQ, v.BK, q.In, k.In, value.In, o.Out, Scale)));
        return stream => CausalAttentionKernel.Launch(v, stream, grid, dq.In, dk.In, dvalue.In, dout.Out, Scale);
    }

    private Action<CudaStream> PrefixSum(PrefixSumKernel.Variant v, PlainSize size)
    {
        (int tokens, int columns) = size switch { PlainSize.Tiny => (83, 71), PlainSize.Ragged => (1000, 200), _ => (1024, 256) };
        (HostTensor<T> x, DeviceTensor<T> dx) = _tensors.Input(tokens, columns);
        (HostTensor<T> y, DeviceTensor<T> dy) = _tensors.Output(tokens, columns);
        _tensors.Expect($"prefix_sum {columns}", () => Reference.Run(new(Tiles(columns, v.BC)), block => PlainTemplates.PrefixSum(block, v.BT, v.BC, x.In, y.Out)));
        return stream => PrefixSumKernel.Launch(v, stream, new(Tiles(columns, v.BC)), dx.In, dy.Out);
    }

    private Action<CudaStream> ResidualNorm(ResidualNormKernel.Variant v, PlainSize size)
    {
        (int rows, int columns) = Rows(v.D, size);
        (HostTensor<T> x, DeviceTensor<T> dx) = _tensors.Input(rows, columns);
        (HostTensor<T> residual, DeviceTensor<T> dresidual) = _tensors.Input(rows, columns);
        (HostTensor<float> weight, DeviceTensor<float> dweight) = _tensors.Floats(columns);
        (HostTensor<T> sum, DeviceTensor<T> dsum) = _tensors.Output(rows, columns);
        (HostTensor<T> y, DeviceTensor<T> dy) = _tensors.Output(rows, columns);
        _tensors.Expect($"residual_norm {columns}", () => Reference.Run(new(Tiles(rows, 8)), block => Templates.ResidualNorm(block, v.D, 8, x.In, residual.In, weight.In, sum.Out, y.Out, Epsilon)));
        return stream => ResidualNormKernel.Launch(v, stream, new(Tiles(rows, v.rows)), dx.In, dresidual.In, dweight.In, dsum.Out, dy.Out, Epsilon);
    }

    private static (int Rows, int Columns) Rows(int width, PlainSize size) => size switch
    {
        PlainSize.Tiny => (21, width - 3),
        PlainSize.Ragged => (1003, width - 8),
        _ => (4096, width),
    };

    private static int Tiles(int extent, int tile) => (extent + tile - 1) / tile;
}
