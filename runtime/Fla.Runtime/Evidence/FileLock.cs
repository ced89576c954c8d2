using System.Diagnostics;

namespace Fla.Tuning;

/// <summary>A file that one process at a time may hold open, and that a crash lets go: for what a transaction cannot guard.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // ERROR_SHARING_VIOLATION, and EWOULDBLOCK of flock.
    private static readonly int Held = OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>Waits for the lock, which is held until the stream is disposed; null where there can be none, because nobody can write there.</summary>
    public static FileStream? Take(string path) => Take(path, Patience, CancellationToken.None);

    /// <inheritdoc cref="Take(string)"/>
    public static FileStream? Take(string path, TimeSpan patience, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == Held && Stopwatch.GetElapsedTime(start) < patience)
            {
                cancellation.ThrowIfCancellationRequested();
                Thread.Sleep(5);
            }
            catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && e.HResult != Held))
            {
                return null;
            }
        }
    }
}
