using System.Diagnostics;
using System.Globalization;

namespace Fla.Tuning;

/// <summary>
/// What this process is about to run, written down before it runs, where no worker process can be had: if it crashes, the next process
/// finds the note and refuses the variant.
/// </summary>
internal sealed class Journal(string folder)
{
    private const string Suffix = ".running";

    private string Own => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}{Suffix}"));

    /// <summary>Notes what may crash the process, as the rejection that it would then be. False when it cannot be noted: then it must not run.</summary>
    public bool Begin(Evidence rejection)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using FileStream stream = new(Own, FileMode.Create, FileAccess.Write, FileShare.Read);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(rejection.Text));
            stream.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>It did not crash.</summary>
    public void End()
    {
        try
        {
            File.Delete(Own);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next Begin overwrites it.
        }
    }

    /// <summary>Notes of processes that ended without taking them back, as own rejections; the notes are removed.</summary>
    public IReadOnlyList<Evidence> Recover()
    {
        List<Evidence> crashed = [];
        try
        {
            if (!Directory.Exists(folder))
                return crashed;
            foreach (string path in Directory.EnumerateFiles(folder, "*" + Suffix))
            {
                if (IsAlive(Path.GetFileNameWithoutExtension(path)))
                    continue;
                if (EvidenceText.TryParse(File.ReadAllText(path), out Evidence? rejection, out _))
                    crashed.Add(rejection.From(EvidenceOrigin.Own));
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process recovers it, or nobody can.
        }

        return crashed;
    }

    private static bool IsAlive(string pid)
    {
        try
        {
            using Process process = Process.GetProcessById(int.Parse(pid, NumberStyles.None, CultureInfo.InvariantCulture));
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            return false;
        }
    }
}
