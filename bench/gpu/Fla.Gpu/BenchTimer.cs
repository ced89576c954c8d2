using System.Diagnostics;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>
/// Times of single calls, each with a cold level-2 cache. All samples are queued and waited for once, as Triton's
/// <c>do_bench</c> does and as peers.py does: host time counts as far as it exceeds the flush before the call.
/// </summary>
internal sealed class BenchTimer : IDisposable
{
    private const int Samples = 30;
    private const int MinFlushBytes = 256 << 20;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(100);

    private readonly DeviceTensor<byte> _flushed;
    private readonly CudaEvent[] _starts;
    private readonly CudaEvent[] _ends;

    public BenchTimer(CudaDevice device)
    {
        Stream = new(device);
        _flushed = new(device, Math.Max(MinFlushBytes, 4L * device.L2Bytes));
        (_starts, _ends) = (Events(), Events());

        CudaEvent[] Events() => [.. Enumerable.Range(0, Samples).Select(_ => new CudaEvent(device))];
    }

    public CudaStream Stream { get; }

    /// <param name="call">Work on <see cref="Stream"/>.</param>
    public BenchTime Measure(Action call)
    {
        // The clocks rise with the load.
        Stopwatch watch = Stopwatch.StartNew();
        do
        {
            call();
            Stream.Synchronize();
        }
        while (watch.Elapsed < s_warmUp);

        for (int i = 0; i < Samples; i++)
        {
            _flushed.Clear(Stream);
            _starts[i].Record(Stream);
            call();
            _ends[i].Record(Stream);
        }

        Stream.Synchronize();
        return BenchTime.Of([.. _ends.Zip(_starts, static (end, start) => (double)end.MillisecondsSince(start))]);
    }

    public void Dispose()
    {
        foreach (CudaEvent e in (CudaEvent[])[.. _starts, .. _ends])
            e.Dispose();
        _flushed.Dispose();
        Stream.Dispose();
    }
}
