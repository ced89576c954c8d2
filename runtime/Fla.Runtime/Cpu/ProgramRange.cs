using System.Runtime.InteropServices;

namespace Fla;

/// <summary>
/// The programs of one launch. Each thread owns a contiguous share, the same in every launch, so that what it touches stays in its
/// caches; a thread that is done takes from the shares of the others. Used again for the next launch.
/// </summary>
internal sealed unsafe class ProgramRange
{
    private Share[] _shares = new Share[1];
    private delegate*<void*, int, int, int, float*, void> _entry;
    private void* _arguments;
    private Grid _grid;
    private long _scratchBytes;
    private int _threads;
    private Exception? _error;

    public void Set(delegate*<void*, int, int, int, float*, void> entry, void* arguments, Grid grid, long scratchBytes, int threads)
    {
        if (_shares.Length < threads)
            _shares = new Share[threads];
        _entry = entry;
        _arguments = arguments;
        _grid = grid;
        _scratchBytes = scratchBytes;
        _threads = threads;
        _error = null;
        for (int i = 0; i < threads; i++)
        {
            _shares[i].Next = (int)(grid.Count * i / threads);
            _shares[i].End = (int)(grid.Count * (i + 1) / threads);
        }
    }

    /// <summary>Runs programs until none is left, its own share first. What a program throws ends the launch and is kept.</summary>
    public void Work(int thread)
    {
        try
        {
            float* scratch = Scratch.Rent(_scratchBytes);
            for (int i = 0; i < _threads; i++)
            {
                ref Share share = ref _shares[(thread + i) % _threads];
                int index;
                while (Volatile.Read(ref share.Next) < share.End && (index = Interlocked.Increment(ref share.Next) - 1) < share.End)
                {
                    int plane = index / _grid.X;
                    _entry(_arguments, index % _grid.X, plane % _grid.Y, plane / _grid.Y, scratch);
                }
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _error, error, null);
            for (int i = 0; i < _threads; i++)
                Volatile.Write(ref _shares[i].Next, _shares[i].End);
        }
    }

    public void ThrowIfFailed()
    {
        if (_error is { } error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>A cache line of its own for each thread's counter.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Share
    {
        [FieldOffset(64)]
        public int Next;

        [FieldOffset(68)]
        public int End;
    }
}
