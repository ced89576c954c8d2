using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The user's own store of evidence: whether it can be read and written, and what lies about.</summary>
internal static class StoreCheck
{
    private const string Area = "store";

    public static IEnumerable<Finding> Look()
    {
        using IEvidenceStore store = TuningEnvironment.Current.OwnStore();
        IReadOnlyList<Evidence> entries = store.Find(new());
        foreach (string warning in store.Warnings)
            yield return Finding.Warning(Area, warning, "what is measured may be lost: put it right, or set FLA_TUNE_STORE to another path");
        string? folder = TuningEnvironment.Current.Folder;
        if (folder is null)
            yield break;
        string there = NearestThere(folder);
        if (Obstacle(there) is { } obstacle)
            yield return Finding.Warning(Area, $"{there} cannot be written: {obstacle}", "what is measured is lost with each process: give yourself the right, or set FLA_TUNE_STORE to another path");
        else if (store.Warnings.Count == 0)
            yield return Finding.Ok(Area, File.Exists(store.Location) ? $"{store.Location}, {Files.Size(store.Location)}, {entries.Count} entries" : $"{store.Location} is not there yet: `fla tune` makes it");
        if (!Directory.Exists(folder))
            yield break;
        string[] aside = Directory.GetFiles(folder, $"{Path.GetFileName(store.Location)}.set-aside-*");
        if (aside.Length > 0)
            yield return Finding.Warning(Area, $"{aside.Length} databases that could not be read were set aside, such as {aside[0]}", "delete them when nobody wants to look into them");
        string[] notes = [.. Directory.GetFiles(folder, "*.running").Where(IsOrphan)];
        if (notes.Length > 0)
            yield return Finding.Warning(Area, $"{notes.Length} processes ended while they ran a variant", "the next process refuses these variants; `fla tune --retry` gates them again");
    }

    /// <summary>The folder itself, or the one in which it would be made.</summary>
    private static string NearestThere(string folder)
    {
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            folder = parent;
        return folder;
    }

    private static string? Obstacle(string folder)
    {
        try
        {
            using FileStream file = new(Path.Combine(folder, $".doctor-{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static bool IsOrphan(string note)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileNameWithoutExtension(note), null));
            return process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            return true;
        }
    }
}
