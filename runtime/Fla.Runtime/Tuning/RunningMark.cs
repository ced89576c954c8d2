using System.IO.MemoryMappedFiles;

namespace Fla.Tuning;

/// <summary>Which variant a worker is running, in memory that outlives it: a store costs a race nothing, and a crash does not lose it.</summary>
internal sealed class RunningMark : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private RunningMark(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(int));
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The index of the variant plus one; 0 when none runs.</summary>
    public int Value
    {
        get => _view.ReadInt32(0);
        set => _view.Write(0, value);
    }

    /// <summary>Opens a mark, or makes one; null where no file can be had.</summary>
    public static RunningMark? Open(string path)
    {
        try
        {
            return path.Length == 0 ? null : new RunningMark(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
