using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Fla.Tuning;

/// <summary>The database of a store: opened when needed, set aside when damaged, and never a reason to throw.</summary>
internal sealed class SqliteFile(string path, StoreWarnings warnings, string? pragma) : IDisposable
{
    private SqliteConnection? _connection;

    private string SealPath => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "seal.key");

    /// <summary>Does something with the file. Where there is none and none shall be made, nothing is done.</summary>
    public StoreOutcome Try(Action<SqliteFile> action, bool create)
    {
        try
        {
            if (!Open(create, suspect: false))
                return StoreOutcome.Done;
            try
            {
                action(this);
            }
            catch (SqliteException e) when (e.SqliteErrorCode is SqliteCode.Corrupt or SqliteCode.NoDatabase)
            {
                Dispose();
                if (Open(create, suspect: true))
                    action(this);
            }

            return StoreOutcome.Done;
        }
        catch (StoreRefusedException e)
        {
            warnings.Set("use", $"{path} is not used, and new tuning results are kept in memory only: {e.Message}.");
            return StoreOutcome.Refused;
        }
        catch (Exception e) when (IsStorage(e))
        {
            warnings.Set("use", $"{path} cannot be used, and new tuning results are kept in memory only: {e.Message.TrimEnd('.')}.");
            // A connection that ran out of room still reads.
            if (e is SqliteException { SqliteErrorCode: SqliteCode.IoError or SqliteCode.Corrupt or SqliteCode.NoDatabase })
                Dispose();
            return StoreOutcome.Failed;
        }
    }

    public void Find(EvidenceFilter filter, List<Evidence> into) => new EvidenceTable(_connection!, SealPath, warnings).Find(filter, into);

    public void Merge(IReadOnlyList<Evidence> entries) => new EvidenceTable(_connection!, SealPath, warnings).Merge(entries);

    public int Remove(Func<Evidence, bool> unwanted) => new EvidenceTable(_connection!, SealPath, warnings).Remove(unwanted);

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private bool Open(bool create, bool suspect)
    {
        _connection ??= SqliteOpening.Open(path, create, suspect, warnings);
        if (_connection is not null && pragma is not null)
            EvidenceSchema.Run(_connection, pragma);
        return _connection is not null;
    }

    private static bool IsStorage(Exception e) => e is DbException or IOException or UnauthorizedAccessException or NotSupportedException
        or ArgumentException or DllNotFoundException or BadImageFormatException or TypeInitializationException;
}
