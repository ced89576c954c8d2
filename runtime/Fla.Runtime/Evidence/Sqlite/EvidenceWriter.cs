using Microsoft.Data.Sqlite;

namespace Fla.Tuning;

/// <summary>Reads and writes single rows within a transaction, with statements prepared once.</summary>
internal sealed class EvidenceWriter(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
{
    private readonly SqliteCommand _read = Prepare(connection, transaction, EvidenceSql.SelectOne);
    private readonly SqliteCommand _put = Prepare(connection, transaction, EvidenceSql.Put, "$result", "$seal");
    private readonly SqliteCommand _delete = Prepare(connection, transaction, EvidenceSql.Delete);

    /// <summary>The row of an entry's key; one that is not valid is none, and is written over.</summary>
    public EvidenceRow? Read(Evidence entry, bool own, byte[]? key)
    {
        Bind(_read, entry, own);
        using SqliteDataReader reader = _read.ExecuteReader();
        return reader.Read() ? EvidenceRow.From(reader.GetValue(0) as string, own, reader.GetValue(1) as byte[], key) : null;
    }

    /// <summary>Writes what an entry and its row together are; with a key, as own.</summary>
    public void Join(Evidence entry, EvidenceRow? row, byte[]? seal)
    {
        Evidence joined = row is { } known ? EvidenceMerge.Join(known.Entry, entry) : entry;
        if (row is { } same && same.Entry.Text == joined.Text)
            return;
        string[] fields = Bind(_put, joined, own: seal is not null);
        _put.Parameters["$result"].Value = string.Join('\t', fields[EvidenceSql.KeyFields..]);
        _put.Parameters["$seal"].Value = seal is null ? DBNull.Value : Seal.Of(joined.Text, seal);
        _put.ExecuteNonQuery();
    }

    public void Delete(Evidence entry, bool own)
    {
        Bind(_delete, entry, own);
        _delete.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _read.Dispose();
        _put.Dispose();
        _delete.Dispose();
    }

    private static string[] Bind(SqliteCommand command, Evidence entry, bool own)
    {
        string[] fields = entry.Text.Split('\t');
        for (int i = 0; i < EvidenceSql.KeyFields; i++)
            command.Parameters[i].Value = fields[i];
        command.Parameters[EvidenceSql.KeyFields].Value = own ? 1L : 0L;
        return fields;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction transaction, string sql, params string[] more)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (int i = 0; i < EvidenceSql.KeyFields; i++)
            command.Parameters.Add(new($"${i}", null));
        foreach (string name in (string[])["$own", .. more])
            command.Parameters.Add(new(name, null));
        command.Prepare();
        return command;
    }
}
