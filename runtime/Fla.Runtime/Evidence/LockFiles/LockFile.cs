using System.Text;

namespace Fla.Tuning;

/// <summary>Evidence as text for version control: <c>fla.tune.lock</c>. Equal evidence gives equal bytes.</summary>
public static class LockFile
{
    /// <summary>The usual name, of the file and of the embedded resource.</summary>
    public const string Name = "fla.tune.lock";

    internal const string Header = Name + " 1";

    /// <summary>Reads a file. Its content never throws; a file that is not there or cannot be opened does.</summary>
    public static LockFileContent Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Read(stream, path);
    }

    /// <summary>Reads a stream; <paramref name="name"/> is for the warnings.</summary>
    public static LockFileContent Read(Stream stream, string name = Name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return LockFileReader.Read(stream, name);
    }

    /// <summary>A file as a read-only layer of a <see cref="LayeredStore"/>: one that is not there or cannot be opened is empty and says so.</summary>
    public static IEvidenceStore Open(string path)
    {
        try
        {
            return new LockFileStore(path, File.ReadAllBytes(path), EvidenceOrigin.Foreign);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MemoryStore(path, warnings: [$"{path} is not used: {e.Message}"]);
        }
    }

    /// <summary>
    /// The bytes of a file: times and rejections. That a variant passed the gate is worth something only where it passed, and stays out.
    /// </summary>
    public static byte[] Format(IEnumerable<Evidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        IReadOnlyList<Evidence> entries = EvidenceMerge.Union(evidence.Where(Belongs));
        using MemoryStream bytes = new(Header.Length + 1 + entries.Sum(static e => e.Text.Length + 16));
        using (StreamWriter text = new(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" })
        {
            text.WriteLine(Header);
            foreach (Evidence entry in entries)
                text.WriteLine(entry.Text);
        }

        return bytes.ToArray();
    }

    /// <summary>Replaces a file in one step, and leaves one with the same bytes alone. Says whether it wrote.</summary>
    public static bool Write(string path, IEnumerable<Evidence> evidence)
    {
        byte[] bytes = Format(evidence);
        if (new FileInfo(path) is { Exists: true } file && file.Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            return false;
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return true;
    }

    /// <summary>Reads several files as one: in whatever order and however often they are given, <see cref="Format"/> gives the same bytes.</summary>
    public static LockFileContent Merge(params IEnumerable<string> paths)
    {
        LockFileContent[] files = [.. paths.Select(Read)];
        return new(EvidenceMerge.Union([.. files.Select(static f => f.Evidence)]), [.. files.SelectMany(static f => f.Warnings)])
        {
            Refused = files.Any(static f => f.Refused),
        };
    }

    internal static bool Belongs(Evidence entry) => EvidenceText.Problem(entry) is null && entry.IsPortable;
}
