using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fla.Tuning;

namespace Fla.Redis;

/// <summary>
/// What was read from a server, in a file for the next process, with the position up to which it was: in one file, so that neither is
/// ever without the other. It is replaced whole; of many processes that read the same, one does so.
/// </summary>
internal sealed class TeamReplica(string? path)
{
    private const string Header = "fla.team 2";
    private const int LongestHeader = 1 << 16;

    // What is on the disk is not to be relied on.
    private bool _isDamaged;

    /// <summary>The replica of an address in a folder; without one nothing is kept.</summary>
    public static TeamReplica Of(TeamAddress address, string? folder)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{TeamConnection.PortOf(address)}/{address.Team}/{address.Project}");
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)))[..16];
        return new(folder is null ? null : Path.Combine(folder, name + ".replica"));
    }

    /// <summary>Reads the file into an index. One that is not whole is as good as none: everything is read from the server again.</summary>
    public (TeamPosition? Position, TeamIndex Index) Load()
    {
        try
        {
            if (File.Exists(path))
            {
                byte[] file = File.ReadAllBytes(path);
                if (ReadHeader(file) is (var position, var hash, var start) && Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(start))) == hash)
                    return (position, new(new UnreadLines(file, start)));
                _isDamaged = true;
            }
        }
        catch (Exception e) when (IsStorage(e))
        {
            // As good as none: what keeps it from being read keeps it from being written, which is said.
        }

        return (null, new());
    }

    /// <summary>Has the next <see cref="Save"/> write, whatever is there.</summary>
    public void Distrust() => _isDamaged = true;

    /// <summary>Replaces the file, unless another process of this user has read as far and written it. Returns why that could not be done, or null.</summary>
    public string? Save(TeamPosition position, TeamIndex index)
    {
        if (path is null)
            return null;
        try
        {
            if (!_isDamaged && ReadPosition() is { } there && there.Epoch == position.Epoch && there.Number >= position.Number)
                return null;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using MemoryStream lines = new();
            index.Write(lines);
            ReadOnlyMemory<byte> body = lines.GetBuffer().AsMemory(0, (int)lines.Length);
            AtomicFile.Write(path, stream =>
            {
                string hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
                stream.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Header}\t{hash}\t{position.Epoch}\t{position.Number:R}\t{position.Key}\n")));
                stream.Write(body.Span);
            });
            _isDamaged = false;
            return null;
        }
        catch (Exception e) when (IsStorage(e))
        {
            return $"{path} cannot be written, and without the server the next process knows nothing of the team: {e.Message}";
        }
    }

    private static bool IsStorage(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private TeamPosition? ReadPosition()
    {
        if (!File.Exists(path))
            return null;
        using FileStream file = File.OpenRead(path);
        byte[] start = new byte[LongestHeader];
        return ReadHeader(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)))?.Position;
    }

    /// <summary>The position, the hash of the lines and where they begin.</summary>
    private static (TeamPosition Position, string Hash, int Start)? ReadHeader(ReadOnlySpan<byte> file)
    {
        int end = file[..Math.Min(file.Length, LongestHeader)].IndexOf((byte)'\n');
        return end >= 0 && Encoding.UTF8.GetString(file[..end]).Split('\t', 5) is [Header, var hash, var epoch, var number, var key]
            && double.TryParse(number, CultureInfo.InvariantCulture, out double last)
            ? (new(epoch, last, key), hash, end + 1)
            : null;
    }
}
