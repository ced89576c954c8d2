namespace Fla.Tuning;

/// <summary>
/// Evidence in a SQLite file that many processes use at once. What this user measured is sealed with a secret beside the file;
/// entries without that seal are foreign. Where the file cannot be used, entries stay in memory, and the next <see cref="Add"/> tries again.
/// </summary>
public sealed class SqliteStore(string path) : IEvidenceStore
{
    private readonly Lock _gate = new();
    private readonly StoreWarnings _warnings = new();
    private MemoryStore _unwritten = new();
    private SqliteFile? _file;
    private bool _refused;

    /// <inheritdoc/>
    public string Location => path;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings.All;

    /// <summary>SQL for every connection: limits of tests.</summary>
    internal string? Pragma { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Find(EvidenceFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        lock (_gate)
        {
            List<Evidence> found = [];
            if (IsThere())
                Try(file => file.Find(filter, found), create: false);
            return EvidenceMerge.PerOwner(found, _unwritten.Find(filter));
        }
    }

    /// <inheritdoc/>
    public void Add(IReadOnlyCollection<Evidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        lock (_gate)
        {
            _unwritten.Add(evidence);
            IReadOnlyList<Evidence> entries = _unwritten.Find(new());
            if (entries.Count > 0 && Try(file => file.Merge(entries), create: true))
                _unwritten = new();
        }
    }

    /// <inheritdoc/>
    public int Remove(Func<Evidence, bool> unwanted)
    {
        ArgumentNullException.ThrowIfNull(unwanted);
        lock (_gate)
        {
            int removed = 0;
            if (IsThere())
                Try(file => removed = file.Remove(unwanted), create: false);
            return removed + _unwritten.Remove(unwanted);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
            _refused = true;
        }
    }

    // Before the first entry nothing loads SQLite: reading from an empty store must cost nothing.
    private bool IsThere() => _file is not null || File.Exists(path) || Directory.Exists(path);

    private bool Try(Action<SqliteFile> action, bool create)
    {
        if (_refused)
            return false;
        _file ??= new(path, _warnings, Pragma);
        StoreOutcome outcome = _file.Try(action, create);
        _refused = outcome == StoreOutcome.Refused;
        return outcome == StoreOutcome.Done;
    }
}
