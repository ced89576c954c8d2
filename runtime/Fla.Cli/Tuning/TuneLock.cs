using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A lock file that a run's evidence is merged into.</summary>
internal sealed class TuneLock
{
    private readonly List<Evidence> added = [];

    /// <summary>Says at once when the file cannot be merged into: not after minutes of measuring.</summary>
    public TuneLock(string path)
    {
        Path = path;
        ReadThere();
    }

    public string Path { get; }

    public void Add(IEnumerable<Evidence> evidence) => added.AddRange(evidence);

    public void Write()
    {
        // Somebody may have written it meanwhile.
        if (added.Count > 0)
            LockFile.Write(Path, ReadThere().Concat(added));
    }

    private IReadOnlyList<Evidence> ReadThere()
    {
        if (!File.Exists(Path))
        {
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? "";
            return Directory.Exists(folder) ? [] : throw new CliException($"--lock: there is no folder {folder}");
        }

        LockFileContent content = LockFile.Read(Path);
        return content.Refused ? throw new CliException($"--lock: {content.Warnings[0]}") : content.Evidence;
    }
}
