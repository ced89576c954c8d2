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
            Queue(i, call);
        Stream.Synchronize();
        return BenchTime.Of([.. _ends.Zip(_starts, static (end, start) => (double)end.MillisecondsSince(start))]);
    }

    /// <summary>Milliseconds of one call.</summary>
    public double Once(Action call)
    {
        Queue(0, call);
        Stream.Synchronize();
        return _ends[0].MillisecondsSince(_starts[0]);
    }

    /// <summary>Several calls in turns, so that the clocks are the same for all: the median of each, in milliseconds.</summary>
    /// <param name="calls">Work on <see cref="Stream"/>.</param>
    /// <param name="rounds">How often each is timed.</param>
    public double[] Race(IReadOnlyList<Action> calls, int rounds)
    {
        double[][] times = [.. calls.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            foreach (int[] together in Enumerable.Range(0, calls.Count).Chunk(Samples))
            {
                for (int i = 0; i < together.Length; i++)
                    Queue(i, calls[together[i]]);
                Stream.Synchronize();
                for (int i = 0; i < together.Length; i++)
                    times[together[i]][round] = _ends[i].MillisecondsSince(_starts[i]);
            }
        }

        return [.. times.Select(static t => BenchTime.Of(t).Median)];
    }

    public void Dispose()
    {
        foreach (CudaEvent e in (CudaEvent[])[.. _starts, .. _ends])
            e.Dispose();
        _flushed.Dispose();
        Stream.Dispose();
    }

    private void Queue(int sample, Action call)
    {
        _flushed.Clear(Stream);
        _starts[sample].Record(Stream);
        call();
        _ends[sample].Record(Stream);
    }
}
