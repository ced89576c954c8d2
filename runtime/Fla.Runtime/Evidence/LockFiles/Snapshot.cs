using System.Security.Cryptography;

namespace Fla.Tuning;

/// <summary>Evidence frozen under the hash of its bytes. Whoever asks for a snapshot gets that one or an error, never something else.</summary>
public static class Snapshot
{
    private const int Digits = 16;
    private const string Extension = ".lock";

    /// <summary>The first 16 hex digits of SHA-256 over <see cref="LockFile.Format"/>.</summary>
    public static string Id(IEnumerable<Evidence> evidence) => IdOf(LockFile.Format(evidence));

    /// <summary>Writes <c>id.lock</c> into a folder and returns the id.</summary>
    public static string Save(string folder, IEnumerable<Evidence> evidence) => Save(folder, LockFile.Format(evidence));

    /// <summary>Reads a snapshot by its id from a folder, or by its path.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">Its content is not what its id says.</exception>
    public static IReadOnlyList<Evidence> Load(string idOrPath, string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(idOrPath);
        bool named = IsId(idOrPath);
        string path = named ? Path.Combine(folder, idOrPath + Extension) : idOrPath;
        string id = Path.GetFileNameWithoutExtension(path);
        if (!IsId(id))
            throw new InvalidDataException($"'{path}' is no snapshot: its name is not the 16 hex digits of its id. Save it again, which names it.");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no snapshot '{path}'. Copy it from the machine that saved it, or ask for another one"
                + (named && Known(folder) is { Length: > 0 } known ? $": {known}." : "."), path);
        }

        return Parse(id, File.ReadAllBytes(path), path);
    }

    /// <summary>The evidence in a snapshot's bytes, wherever they are from; <paramref name="name"/> is for errors.</summary>
    /// <exception cref="InvalidDataException">They are not what the id says.</exception>
    internal static IReadOnlyList<Evidence> Parse(string id, byte[] bytes, string name)
    {
        if (IdOf(bytes) != id)
            throw new InvalidDataException($"'{name}' was altered: its content has the id {IdOf(bytes)}. Restore it, or save what it holds as a snapshot of its own.");
        using MemoryStream stream = new(bytes);
        LockFileContent content = LockFile.Read(stream, name);
        return content.Warnings is [] ? content.Evidence : throw new InvalidDataException($"{content.Warnings[0]} Save the snapshot again with this version of Fla.");
    }

    internal static string Save(string folder, byte[] bytes)
    {
        string id = IdOf(bytes);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, id + Extension), stream => stream.Write(bytes));
        return id;
    }

    internal static string IdOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..Digits];

    internal static bool IsId(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigitLower);

    private static string Known(string folder) => Directory.Exists(folder)
        ? string.Join(", ", Directory.EnumerateFiles(folder, "*" + Extension).Select(static p => Path.GetFileNameWithoutExtension(p)).Where(IsId).Order(StringComparer.Ordinal).Take(5))
        : "";
}
