using System.Text;
using System.Text.Unicode;
using Fla.Safetensors;

namespace Fla.Tuning;

/// <summary>Reads a lock file line by line; what is wrong with a line costs that line only.</summary>
internal sealed class LockFileReader
{
    public const int MostBytes = 256 << 20;
    private const int MostWarnings = 20;
    private readonly string _name;
    private readonly List<Evidence> _entries = [];
    private readonly List<string> _warnings = [];
    private int _bad;
    private bool _conflict;
    private bool _inBase;

    private LockFileReader(string name) => _name = name;

    public static LockFileContent Read(Stream stream, string name)
    {
        if (stream.CanSeek && stream.Length > MostBytes)
            return TooLarge(name);
        using MemoryStream copy = new(stream.CanSeek ? (int)stream.Length : 0);
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (copy.Length + read > MostBytes)
                return TooLarge(name);
            copy.Write(buffer, 0, read);
        }

        return Read(copy.GetBuffer().AsSpan(0, (int)copy.Length), name);
    }

    /// <summary>Reads the bytes of a file.</summary>
    public static LockFileContent Read(ReadOnlySpan<byte> text, string name) => text.Length > MostBytes ? TooLarge(name) : new LockFileReader(name).Read(text);

    private static LockFileContent TooLarge(string name) => Refuse($"{name} is not read: larger than {MostBytes >> 20} MB.");

    private static LockFileContent Refuse(string warning) => new([], [warning]) { Refused = true };

    private LockFileContent Read(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        // A merge driver of git gives an empty file where there is no common ancestor.
        if (text.IsEmpty)
            return new([], []);
        if (text.Contains((byte)0))
            return Refuse($"{_name} is not read: it is binary.");
        string first = Encoding.UTF8.GetString(Next(ref text));
        if (first != LockFile.Header)
        {
            return Refuse(first.StartsWith(LockFile.Name + " ", StringComparison.Ordinal)
                ? $"{_name} is not read: its first line is {Printable.Quote(first)}, and this version of Fla reads '{LockFile.Header}' only. Update Fla."
                : $"{_name} is not read: it is no lock file, its first line is not '{LockFile.Header}'.");
        }

        for (int number = 2; !text.IsEmpty; number++)
            Line(Next(ref text), number);
        if (_conflict)
            _warnings.Insert(0, $"{_name} has conflict markers of git; both sides were read. Resolve it with: fla cache merge {_name}");
        if (_bad > MostWarnings)
            _warnings.Add($"{_name}: {_bad - MostWarnings} more lines were skipped.");
        return new(EvidenceMerge.Union(_entries), _warnings);
    }

    private void Line(ReadOnlySpan<byte> line, int number)
    {
        if (IsMarker(line, '<') || IsMarker(line, '|') || IsMarker(line, '=') || IsMarker(line, '>'))
        {
            // What both sides started from is on neither side.
            _inBase = line[0] == '|';
            _conflict = true;
        }
        else if (!line.IsEmpty && !_inBase && Problem(line) is { } problem && ++_bad <= MostWarnings)
        {
            _warnings.Add($"{_name}, line {number} is skipped: {problem}.");
        }
    }

    private string? Problem(ReadOnlySpan<byte> line)
    {
        if (line.Length > 3 * EvidenceText.MaxLine)
            return "too long";
        if (!Utf8.IsValid(line))
            return "not UTF-8";
        if (!EvidenceText.TryParse(Encoding.UTF8.GetString(line), out Evidence? entry, out string? problem, _entries is [.., { } last] ? last : null))
            return problem;
        if (!LockFile.Belongs(entry))
            return "that a variant passed the gate counts only where it did";
        _entries.Add(entry);
        return null;
    }

    private static bool IsMarker(ReadOnlySpan<byte> line, char sign) =>
        line.Length >= 7 && !line[..7].ContainsAnyExcept((byte)sign) && (line.Length == 7 || line[7] == ' ');

    /// <summary>Takes a line off; git may have given it the line end of Windows.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
