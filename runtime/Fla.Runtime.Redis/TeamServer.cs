using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Redis;

/// <summary>A server's data below the keys of one team and project, and what is done to them. Everything here waits for the network.</summary>
internal sealed class TeamServer : IDisposable
{
    private const int Page = 500;
    private const int Batch = 200;
    private static readonly string JoinScript = Script("join.lua");
    private static readonly string RemoveScript = Script("remove.lua");

    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly RedisKey _entries;
    private readonly RedisKey _changes;
    private readonly RedisKey _epoch;
    private readonly string _snapshots;

    /// <summary>Connects.</summary>
    /// <inheritdoc cref="TeamConnection.Open" path="/exception"/>
    public TeamServer(TeamAddress address)
    {
        // The braces keep them together on a cluster.
        string prefix = $"fla:1:{{{address.Team}/{address.Project}}}:";
        (_entries, _changes, _epoch, _snapshots) = (prefix + "entries", prefix + "changes", prefix + "epoch", prefix + "snapshot:");
        _connection = TeamConnection.Open(address);
        _database = _connection.GetDatabase();
    }

    /// <summary>The life of the data, or null when there are none yet.</summary>
    public string? Epoch => _database.StringGet(_epoch);

    /// <summary>Whether the last change that was read is still there, or a later one of its key.</summary>
    public bool Holds(TeamPosition position) => position.Key.Length == 0 || _database.SortedSetScore(_changes, position.Key) >= position.Number;

    /// <summary>The changes after a position, some at a time; an entry is null when it is gone, or none.</summary>
    public IEnumerable<(TeamPosition Position, IReadOnlyList<(string Key, Evidence? Entry)> Changes, int Bad)> Since(TeamPosition position)
    {
        SortedSetEntry[] page;
        do
        {
            page = _database.SortedSetRangeByScoreWithScores(_changes, position.Number, exclude: Exclude.Start, take: Page);
            if (page.Length == 0)
                yield break;
            RedisValue[] keys = [.. page.Select(static change => change.Element)];
            RedisValue[] values = _database.HashGet(_entries, keys);
            (string, Evidence?)[] changes = [.. keys.Zip(values, static (key, value) => (key.ToString(), TeamEntry.Read(key, value)))];
            position = position with { Number = page[^1].Score, Key = keys[^1].ToString() };
            yield return (position, changes, changes.Zip(values).Count(static c => c.First.Item2 is null && !c.Second.IsNull));
        }
        while (page.Length == Page);
    }

    /// <summary>Gives entries to the server, which joins them with its own. Returns how many were new to it.</summary>
    public int Join(IEnumerable<Evidence> entries)
    {
        int taken = 0;
        foreach (Evidence[] some in entries.Chunk(Batch))
        {
            string epoch = Guid.NewGuid().ToString("n");
            taken += Run(JoinScript, [_entries, _changes, _epoch], [epoch, .. some.SelectMany(static e => (RedisValue[])[e.Key, TeamEntry.Value(e)])]);
        }

        return taken;
    }

    /// <summary>Takes entries away.</summary>
    public void Remove(IEnumerable<string> keys)
    {
        foreach (string[] some in keys.Chunk(Batch))
            Run(RemoveScript, [_entries, _changes], [.. some.Select(static k => (RedisValue)k)]);
    }

    public byte[]? FindSnapshot(string id) => _database.StringGet(_snapshots + id);

    public void PutSnapshot(string id, byte[] bytes) => _database.StringSet(_snapshots + id, bytes, when: When.NotExists);

    public void Dispose() => _connection.Dispose();

    // Least rights: a script that is kept on the server would need the right to put it there.
    private int Run(string script, RedisKey[] keys, RedisValue[] arguments) => (int)_database.ScriptEvaluate(script, keys, arguments, CommandFlags.NoScriptCache);

    private static string Script(string name)
    {
        using StreamReader reader = new(typeof(TeamServer).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
