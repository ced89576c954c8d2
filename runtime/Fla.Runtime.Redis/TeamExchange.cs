using System.Diagnostics;
using System.Globalization;
using Fla.Tuning;

namespace Fla.Redis;

/// <summary>
/// What this process knows of a server and owes it, and one round of putting both right. <see cref="Round"/> runs on one thread; the
/// rest is for all.
/// </summary>
internal sealed class TeamExchange(TeamSettings settings)
{
    // So many processes share a file, and a busy team must not keep its users' disks busy.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TeamReplica _replica = TeamReplica.Of(settings.Address, settings.Folder);
    private readonly Dictionary<string, Evidence> _queue = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removals = new(StringComparer.Ordinal);
    private volatile TeamPosition? _position;
    private volatile TeamPosition? _saved;
    private long? _savedAt;
    private volatile TeamIndex _index = new();
    private volatile string? _refusal;
    private volatile string? _unsaved;
    private bool _offered;
    private int _bad;
    private int _sent;

    /// <summary>What the server is known to hold.</summary>
    public TeamIndex Index => _index;

    /// <summary>Set when what other processes read before is in <see cref="Index"/>.</summary>
    public ManualResetEventSlim Loaded { get; } = new();

    /// <summary>Entries that were new to the server.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Why the server took nothing, or null.</summary>
    public string? Refusal => _refusal;

    /// <summary>What is wrong while the server can be reached.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (_refusal is { } refusal)
                yield return refusal;
            if (Volatile.Read(ref _bad) is > 0 and var bad)
                yield return string.Create(CultureInfo.InvariantCulture, $"{bad} entries are not valid and are left out");
            if (_unsaved is { } unsaved)
                yield return unsaved;
        }
    }

    /// <summary>Whether there is something to send.</summary>
    public bool Owes
    {
        get
        {
            lock (_gate)
                return _refusal is null && (_queue.Count > 0 || _removals.Count > 0);
        }
    }

    /// <summary>Whether more was read than the next process would know.</summary>
    public bool IsUnsaved => _position is { } position && position != _saved;

    /// <summary>Puts entries that mean something elsewhere into the queue. Says whether there were any.</summary>
    public bool Enqueue(IEnumerable<Evidence> evidence)
    {
        bool any = false;
        foreach (Evidence entry in evidence.Where(LockFile.Belongs))
        {
            any = true;
            lock (_gate)
                _queue[entry.Key] = _queue.TryGetValue(entry.Key, out Evidence? other) ? EvidenceMerge.Join(other, entry) : entry;
        }

        return any;
    }

    /// <summary>Forgets entries, and takes them from the server in the next round. Returns how many.</summary>
    public int Remove(Func<Evidence, bool> unwanted)
    {
        string[] keys = [.. _index.Find(new()).Where(unwanted).Select(static e => e.Key)];
        _index.Apply(keys.Select(static key => (key, (Evidence?)null)));
        lock (_gate)
            _removals.UnionWith(keys);
        return keys.Length;
    }

    /// <summary>Reads what other processes left.</summary>
    public void Load()
    {
        (_position, _index) = _replica.Load();
        _saved = _position;
        Loaded.Set();
    }

    /// <summary>A new connection: what was refused may be allowed now.</summary>
    public void Begin() => _refusal = null;

    /// <summary>Reads what is new; sends what is owed; and reads what came of it.</summary>
    public void Round(TeamServer server, Action read)
    {
        // If this round fails, the next one knows no more that the server's data are others.
        if (Read(server))
            _offered = false;
        read();
        if (settings.Address.Writes && !_offered)
        {
            Enqueue(settings.Backlog());
            _offered = true;
        }

        if (Owes && Send(server))
            Read(server);
        Save(SaveEvery);
    }

    /// <summary>Writes the file for the next process, unless it was written lately.</summary>
    public void Save(TimeSpan every)
    {
        if (_position is not { } position || !IsUnsaved || (_savedAt is { } at && Stopwatch.GetElapsedTime(at) < every))
            return;
        _unsaved = _replica.Save(position, _index);
        (_saved, _savedAt) = (position, Stopwatch.GetTimestamp());
    }

    /// <summary>Reads the changes since the last time. True when the server's data are others than they were: then all of them.</summary>
    private bool Read(TeamServer server)
    {
        string? epoch = server.Epoch;
        bool another = epoch is null || epoch != _position?.Epoch || _index.IsDamaged || !server.Holds(_position);
        if (another && _position is not null)
        {
            _replica.Distrust();
            _saved = null;
        }

        if (epoch is null)
        {
            // What was read before is better than nothing, until somebody gives the server theirs again.
            bool lost = _position is not null;
            _position = null;
            return lost;
        }

        TeamIndex index = another ? new() : _index;
        TeamPosition position = another ? TeamPosition.Start(epoch) : _position!;
        foreach ((TeamPosition reached, IReadOnlyList<(string, Evidence?)> changes, int bad) in server.Since(position))
        {
            index.Apply(changes);
            position = reached;
            Volatile.Write(ref _bad, _bad + bad);
            if (!another)
                _position = position;
        }

        (_position, _index) = (position, index);
        return another;
    }

    /// <summary>Sends what is owed. False when the server did not want it.</summary>
    private bool Send(TeamServer server)
    {
        string[] removals;
        Evidence[] queue;
        lock (_gate)
            (removals, queue) = ([.. _removals], [.. _queue.Values]);
        try
        {
            server.Remove(removals);
            int taken = server.Join(queue.Where(IsNews).Select(Signed));
            Interlocked.Add(ref _sent, taken);
        }
        catch (Exception e) when (TeamFault.IsRefusal(e))
        {
            _refusal = $"the server takes no entries: {TeamFault.Describe(e, settings.Address)}";
            return false;
        }

        lock (_gate)
        {
            _removals.ExceptWith(removals);
            foreach (Evidence sent in queue.Where(sent => ReferenceEquals(_queue.GetValueOrDefault(sent.Key), sent)))
                _queue.Remove(sent.Key);
        }

        return true;
    }

    /// <summary>Whether the server may lack an entry. A signature makes news of what was there without any.</summary>
    private bool IsNews(Evidence entry)
    {
        if (_position is null || _index.Same(entry) is not { } known)
            return true;
        return known.Equals(entry) ? known.Signature is null && Signs(entry) : ReferenceEquals(EvidenceMerge.Join(known, entry), entry);
    }

    private bool Signs(Evidence entry) => entry.Signature is not null || (settings.Signer is not null && entry.Origin == EvidenceOrigin.Own);

    private Evidence Signed(Evidence entry) => entry.Signature is null && Signs(entry) ? settings.Signer!.Sign(entry) : entry;
}
