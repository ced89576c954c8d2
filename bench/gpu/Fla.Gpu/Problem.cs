using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>Inputs on the GPU, and what the result must be.</summary>
internal sealed class Problem : IDisposable
{
    private readonly HostTensor<BFloat16> _left;
    private readonly HostTensor<BFloat16> _right;
    private readonly HostTensor<float> _result;
    private readonly DeviceTensor<BFloat16> _deviceLeft;
    private readonly DeviceTensor<BFloat16> _deviceRight;

    public Problem(CudaDevice device, int batch, int depth)
    {
        (Batch, Depth) = (batch, depth);
        _left = Random(batch, depth, 1);
        _right = Random(batch, depth, 2);
        _result = new(batch, TileProduct.Side, TileProduct.Side);
        _deviceLeft = DeviceTensor<BFloat16>.From(device, _left);
        _deviceRight = DeviceTensor<BFloat16>.From(device, _right);
        Result = new(device, batch, TileProduct.Side, TileProduct.Side);
    }

    public int Batch { get; }

    public int Depth { get; }

    public DeviceTensor<float> Result { get; }

    public double Operations => 2.0 * Batch * TileProduct.Side * TileProduct.Side * Depth;

    public TileProduct.Arguments Arguments => new(_deviceLeft.Address, _deviceRight.Address, Result.Address, Depth);

    /// <summary>The largest error of some blocks against sums in double, in units of the result's own size.</summary>
    public double Error()
    {
        Result.CopyTo(_result);
        double worst = 0, size = 0;
        for (int block = 0; block < Batch; block += Math.Max(1, Batch / 5))
        {
            for (int i = 0; i < TileProduct.Side; i++)
            {
                for (int j = 0; j < TileProduct.Side; j++)
                {
                    double sum = 0;
                    for (int k = 0; k < Depth; k++)
                        sum += (double)(float)_left.Span[(block * TileProduct.Side + i) * Depth + k] * (float)_right.Span[(block * TileProduct.Side + j) * Depth + k];
                    worst = Math.Max(worst, Math.Abs(sum - _result.Span[(block * TileProduct.Side + i) * TileProduct.Side + j]));
                    size = Math.Max(size, Math.Abs(sum));
                }
            }
        }

        return double.IsFinite(worst) ? worst / size : double.PositiveInfinity;
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _result.Dispose();
        _deviceLeft.Dispose();
        _deviceRight.Dispose();
        Result.Dispose();
    }

    private static HostTensor<BFloat16> Random(int batch, int depth, int seed)
    {
        Random random = new(seed);
        HostTensor<BFloat16> tensor = new(batch, TileProduct.Side, depth);
        foreach (ref BFloat16 value in tensor.Span)
            value = (BFloat16)(random.NextSingle() * 2 - 1);
        return tensor;
    }
}
