using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fla.Tuning;

/// <summary>The entries of an open database. Rows are as untrusted as any file: each is validated, and only a seal makes one own.</summary>
internal sealed class EvidenceTable(SqliteConnection connection, string sealPath, StoreWarnings warnings)
{
    private readonly Lazy<byte[]?> _key = new(() => SealKey.Read(sealPath));

    public void Find(EvidenceFilter filter, List<Evidence> into)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = EvidenceSql.Select(filter, command.Parameters);
        foreach (EvidenceRow row in Rows(command))
            into.Add(row.Entry);
    }

    /// <summary>Joins entries with those that are there, in one step: no writer's entry is lost to another's.</summary>
    public void Merge(IReadOnlyList<Evidence> entries)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using EvidenceWriter writer = new(connection, transaction);
        byte[]? key = entries.Any(static e => e.Origin == EvidenceOrigin.Own) ? SealKey.ReadOrCreate(sealPath) : null;
        foreach (Evidence entry in entries)
        {
            bool own = entry.Origin == EvidenceOrigin.Own;
            EvidenceRow? known = writer.Read(entry, own, key);
            // A copied entry must not become own by being joined with one that is.
            if (own && known is { IsOwn: false } copied)
            {
                writer.Join(copied.Entry, writer.Read(entry, own: false, key), seal: null);
                known = null;
            }

            writer.Join(entry, known, own ? key : null);
        }

        transaction.Commit();
    }

    /// <summary>Deletes entries and returns how many.</summary>
    public int Remove(Func<Evidence, bool> unwanted)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = EvidenceSql.Select(new(), command.Parameters);
        command.Transaction = transaction;
        List<EvidenceRow> rows = [.. Rows(command).Where(row => unwanted(row.Entry))];
        using EvidenceWriter writer = new(connection, transaction);
        rows.ForEach(row => writer.Delete(row.Entry, row.Flagged));
        transaction.Commit();
        return rows.Count;
    }

    private IEnumerable<EvidenceRow> Rows(SqliteCommand command)
    {
        int bad = 0, copied = 0;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            bool flagged = reader.GetValue(1) is 1L;
            if (EvidenceRow.From(reader.GetValue(0) as string, flagged, reader.GetValue(2) as byte[], flagged ? _key.Value : null) is not { } row)
            {
                bad++;
                continue;
            }

            copied += flagged && !row.IsOwn ? 1 : 0;
            yield return row;
        }

        if (bad > 0)
            warnings.Set("bad rows", string.Create(CultureInfo.InvariantCulture, $"{connection.DataSource}: {bad} entries are not valid and are left out."));
        if (copied > 0)
            warnings.Set("copied rows", string.Create(CultureInfo.InvariantCulture, $"{connection.DataSource}: {copied} entries of another user or machine, or altered ones, count as foreign."));
    }
}
