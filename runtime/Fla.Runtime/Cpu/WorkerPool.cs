namespace Fla;

/// <summary>
/// Threads that wait for launches. They spin for some microseconds after a launch, so that decoding token after token never
/// waits for the scheduler, and then sleep. One launch has them at a time; a second one at the same time runs on its own thread alone.
/// </summary>
internal static class WorkerPool
{
    private const int SpinMicroseconds = 50;
    private static readonly long SpinTicks = System.Diagnostics.Stopwatch.Frequency * SpinMicroseconds / 1_000_000;
    private static readonly Worker[] Workers = new Worker[Math.Max(0, Environment.ProcessorCount - 1)];
    private static readonly ProgramRange Shared = new();
    private static int s_busy;

    [ThreadStatic]
    private static ProgramRange? t_own;

    public static unsafe void Run(delegate*<void*, int, int, int, float*, void> entry, void* arguments, Grid grid, long scratchBytes, int threads)
    {
        int helpers = Math.Min(threads - 1, Workers.Length);
        if (helpers <= 0 || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
        {
            ProgramRange own = t_own ??= new ProgramRange();
            own.Set(entry, arguments, grid, scratchBytes, 1);
            own.Work(0);
            own.ThrowIfFailed();
            return;
        }

        try
        {
            Shared.Set(entry, arguments, grid, scratchBytes, helpers + 1);
            for (int i = 0; i < helpers; i++)
                (Workers[i] ??= new Worker(i + 1)).Start(Shared);
            Shared.Work(0);
            for (int i = 0; i < helpers; i++)
                Workers[i].Finish();
            Shared.ThrowIfFailed();
        }
        finally
        {
            Volatile.Write(ref s_busy, 0);
        }
    }

    private sealed class Worker
    {
        private readonly int _index;
        private readonly SemaphoreSlim _wake = new(0);
        private ProgramRange? _job;
        private volatile bool _done;
        private volatile bool _asleep;

        public Worker(int index)
        {
            _index = index;
            Thread thread = new(Loop) { IsBackground = true, Name = "Fla worker" };
            thread.UnsafeStart();
        }

        public void Start(ProgramRange job)
        {
            _done = false;
            Volatile.Write(ref _job, job);
            // The worker announces its sleep before it looks a last time, so one of the two sees the other.
            Interlocked.MemoryBarrier();
            if (_asleep)
                _wake.Release();
        }

        /// <summary>Waits for a worker that took the job; takes it back from one that has not woken up.</summary>
        public void Finish()
        {
            if (Interlocked.Exchange(ref _job, null) is not null)
                return;
            SpinWait spin = default;
            while (!_done)
                spin.SpinOnce(sleep1Threshold: -1);
        }

        private void Loop()
        {
            while (true)
            {
                Await();
                ProgramRange? job = Interlocked.Exchange(ref _job, null);
                if (job is null)
                    continue;
                job.Work(_index);
                _done = true;
            }
        }

        private void Await()
        {
            long until = System.Diagnostics.Stopwatch.GetTimestamp() + SpinTicks;
            while (Volatile.Read(ref _job) is null)
            {
                if (System.Diagnostics.Stopwatch.GetTimestamp() < until)
                {
                    Thread.SpinWait(8);
                    continue;
                }

                _asleep = true;
                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref _job) is null)
                    _wake.Wait();
                _asleep = false;
            }
        }
    }
}
