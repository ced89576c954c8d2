using Fla.Tuning;

namespace Fla.Tests.Stores;

/// <summary>What many writers add to one store, from several processes at once: each its own entries, and all to one key.</summary>
internal static class Writers
{
    public const int Processes = 8;
    public const int OfOneProcess = 4;

    /// <summary>Most entries of one writer.</summary>
    public const int OfOneWriter = 1000;

    /// <summary>The entries of one writer.</summary>
    public static IEnumerable<Evidence> Of(int writer, int count) => Enumerable.Range(0, count).Select(i => Entries.Timed((writer * OfOneWriter) + i));

    /// <summary>What all add to one key.</summary>
    public static Evidence Common(int writer, int i) => Entries.Timed(999_999, second: (i * 100) + writer);

    /// <summary>What must be there in the end.</summary>
    public static IEnumerable<Evidence> All(int count) =>
        [.. Enumerable.Range(0, Processes * OfOneProcess).SelectMany(w => Of(w, count)), Common((Processes * OfOneProcess) - 1, count - 1)];

    /// <summary>Runs the writers of one process, each on its own thread with its own store.</summary>
    public static void Run(int first, int count, Action<IEnumerable<Evidence[]>> write)
    {
        Thread[] threads = [.. Enumerable.Range(first, OfOneProcess).Select(w => new Thread(() => write(Of(w, count).Select((entry, i) => (Evidence[])[entry, Common(w, i)]))))];
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());
    }
}
