namespace Fla;

/// <summary>The programs of one launch: threads take the next index until none is left. Used again for the next launch.</summary>
internal sealed unsafe class ProgramRange
{
    private delegate*<void*, int, int, int, float*, void> _entry;
    private void* _arguments;
    private Grid _grid;
    private long _scratchBytes;
    private int _count;
    private int _next;
    private Exception? _error;

    public void Set(delegate*<void*, int, int, int, float*, void> entry, void* arguments, Grid grid, long scratchBytes)
    {
        _entry = entry;
        _arguments = arguments;
        _grid = grid;
        _scratchBytes = scratchBytes;
        _count = (int)grid.Count;
        _next = 0;
        _error = null;
    }

    /// <summary>Runs programs until none is left. What a program throws ends the launch and is kept.</summary>
    public void Work()
    {
        try
        {
            float* scratch = Scratch.Rent(_scratchBytes);
            int index;
            while ((index = Interlocked.Increment(ref _next) - 1) < _count)
            {
                int plane = index / _grid.X;
                _entry(_arguments, index % _grid.X, plane % _grid.Y, plane / _grid.Y, scratch);
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _error, error, null);
            Volatile.Write(ref _next, _count);
        }
    }

    public void ThrowIfFailed()
    {
        if (_error is { } error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }
}
