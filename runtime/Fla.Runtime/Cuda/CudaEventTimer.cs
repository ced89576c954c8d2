using System.Diagnostics;
using Fla.Tuning;

namespace Fla.Cuda;

/// <summary>
/// Times calls by events of the GPU. Before each call a buffer larger than the level-2 cache is written: the call finds nothing there, and
/// the host is ready with its launches before the GPU is done with the buffer.
/// </summary>
public sealed class CudaEventTimer : ICallTimer, IDisposable
{
    /// <summary>A call in segments is several launches: 100 MB, which an H100 writes in some 35 µs, are over before the last one is queued.</summary>
    private const long LeastFloodBytes = 256 << 20;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly CudaStream _stream;
    private readonly Action<KernelVariant>? _call;
    private readonly DeviceTensor<byte> _flood;
    private readonly CudaEvent _before, _after;

    /// <summary>A timer for one GPU.</summary>
    /// <param name="stream">The stream that the calls use.</param>
    /// <param name="call">Launches a variant on the stream and does not wait; null when only <see cref="Milliseconds"/> is used.</param>
    /// <exception cref="CudaException">There is not enough memory.</exception>
    public CudaEventTimer(CudaStream stream, Action<KernelVariant>? call = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_stream, _call) = (stream, call);
        _flood = new(stream.Device, Math.Max(LeastFloodBytes, 8L * stream.Device.L2Bytes));
        (_before, _after) = (new(stream.Device), new(stream.Device));
    }

    /// <inheritdoc/>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <inheritdoc/>
    public long Time(KernelVariant variant, int calls)
    {
        Action<KernelVariant> call = _call ?? throw new InvalidOperationException("The timer was made without a call.");
        double milliseconds = 0;
        for (int i = 0; i < calls; i++)
            milliseconds += Milliseconds(() => call(variant));
        return Math.Max(1, (long)(milliseconds * 1e6 / calls));
    }

    /// <summary>Milliseconds of one call, which launches on the stream and does not wait.</summary>
    /// <exception cref="CudaException">A kernel failed.</exception>
    public double Milliseconds(Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        _flood.Clear(_stream);
        _before.Record(_stream);
        call();
        _after.Record(_stream);
        _after.Synchronize();
        return _after.MillisecondsSince(_before);
    }

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        _flood.Dispose();
        _before.Dispose();
        _after.Dispose();
    }
}
