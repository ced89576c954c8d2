using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fla.Tuning;

namespace Fla.Redis;

/// <summary>
/// What was read from a server, in a file for the next process, with the position up to which it was: in one file, so that neither is
/// ever without the other. It is replaced whole; of many processes that do so the last counts, and what it lacks is read again.
/// </summary>
internal sealed class TeamReplica(string? path)
{
    private const string Header = "fla.team 1";

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
            if (File.Exists(path) && Read(File.ReadLines(path)) is { } read)
                return read;
        }
        catch (Exception e) when (IsStorage(e))
        {
            // As good as none: what keeps it from being read keeps it from being written, which is said.
        }

        return (null, new());
    }

    /// <summary>Replaces the file. Returns why that could not be done, or null.</summary>
    public string? Save(TeamPosition position, TeamIndex index)
    {
        if (path is null)
            return null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, stream =>
            {
                using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
                IReadOnlyList<Evidence> entries = index.Find(new());
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Header}\t{entries.Count}\t{position.Epoch}\t{position.Number:R}\t{position.Key}"));
                foreach (Evidence entry in entries)
                    text.WriteLine(entry.Text);
            });
            return null;
        }
        catch (Exception e) when (IsStorage(e))
        {
            return $"{path} cannot be written, and without the server the next process knows nothing of the team: {e.Message}";
        }
    }

    private static bool IsStorage(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private static (TeamPosition, TeamIndex)? Read(IEnumerable<string> lines)
    {
        TeamPosition? position = null;
        int count = 0;
        List<(string, Evidence?)> entries = [];
        foreach (string line in lines)
        {
            if (position is null)
            {
                if (line.Split('\t', 5) is not [Header, var entriesOf, var epoch, var number, var key]
                    || !int.TryParse(entriesOf, CultureInfo.InvariantCulture, out count) || !double.TryParse(number, CultureInfo.InvariantCulture, out double last))
                    return null;
                position = new(epoch, last, key);
            }
            else if (Evidence.TryParse(line, out Evidence? entry, out _))
            {
                entries.Add((entry.Key, entry));
            }
            else
            {
                return null;
            }
        }

        if (position is null || entries.Count != count)
            return null;
        TeamIndex index = new();
        index.Apply(entries);
        return (position, index);
    }
}
