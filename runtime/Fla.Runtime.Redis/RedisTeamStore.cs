using System.Diagnostics;
using System.Globalization;
using Fla.Tuning;

namespace Fla.Redis;

/// <summary>
/// A team's entries on a Redis server. What was read is in memory, and in a file for the next process; one thread talks to the server.
/// Whoever asks never waits for it, but the first, once, for at most <see cref="TeamAddress.Wait"/>.
/// </summary>
public sealed class RedisTeamStore : ITeamStore
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly TeamAddress _address;
    private readonly TeamExchange _exchange;
    private readonly TeamThread _thread;
    private readonly long _start = Stopwatch.GetTimestamp();
    private volatile bool _waited;

    /// <summary>Opens the store and begins to connect.</summary>
    public RedisTeamStore(TeamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _address = settings.Address;
        _exchange = new(settings);
        _thread = new(settings.Address, _exchange);
    }

    /// <inheritdoc/>
    public string Location => string.Create(CultureInfo.InvariantCulture, $"{_address.Scheme}://{(_address.Host.Contains(':', StringComparison.Ordinal) ? $"[{_address.Host}]" : _address.Host)}:{TeamConnection.PortOf(_address)}/{_address.Team}/{_address.Project}");

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [.. _exchange.Warnings.Prepend(LastProblem).OfType<string>().Select(w => $"{Location}: {w}.")];

    /// <inheritdoc/>
    public TeamState State => _thread.State;

    /// <inheritdoc/>
    public string? LastProblem => _thread.Problem;

    /// <inheritdoc/>
    public int Sent => _exchange.Sent;

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Find(EvidenceFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!_waited)
        {
            _exchange.Loaded.Wait();
            TimeSpan left = _address.Wait - Stopwatch.GetElapsedTime(_start);
            if (left > TimeSpan.Zero)
                _thread.Tried.Wait(left);
            _waited = true;
        }

        return _exchange.Index.Find(filter);
    }

    /// <summary>Sends times and rejections to the server when it can be reached; a reader sends nothing.</summary>
    /// <inheritdoc/>
    public void Add(IReadOnlyCollection<Evidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (_address.Writes && _exchange.Enqueue(evidence))
            _thread.Wake();
    }

    /// <summary>Takes entries away from the server when it can be reached; a reader takes none away.</summary>
    /// <inheritdoc/>
    public int Remove(Func<Evidence, bool> unwanted)
    {
        ArgumentNullException.ThrowIfNull(unwanted);
        if (!_address.Writes)
            return 0;
        int removed = _exchange.Remove(unwanted);
        if (removed > 0)
            _thread.Wake();
        return removed;
    }

    /// <inheritdoc/>
    public string? Synchronize(TimeSpan limit) => _thread.Do(static _ => { }, limit) ?? _exchange.Refusal;

    /// <inheritdoc/>
    public byte[]? FindSnapshot(string id, TimeSpan limit)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        byte[]? bytes = null;
        string? problem = _thread.Do(server => bytes = server.FindSnapshot(id), limit);
        return problem is null && bytes is not null && Snapshot.IdOf(bytes) == id ? bytes : null;
    }

    /// <inheritdoc/>
    public string? PutSnapshot(string id, ReadOnlySpan<byte> bytes, TimeSpan limit)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        byte[] copy = bytes.ToArray();
        return Snapshot.IdOf(copy) == id ? _thread.Do(server => server.PutSnapshot(id, copy), limit) : throw new ArgumentException($"These bytes are not those of {id}.", nameof(bytes));
    }

    /// <summary>Gives what was added a second to reach the server; what did not is offered again by the next process that measured it.</summary>
    public void Dispose() => _thread.End(Farewell);
}
