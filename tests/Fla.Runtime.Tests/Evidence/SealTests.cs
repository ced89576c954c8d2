using Fla.Tuning;
using Microsoft.Data.Sqlite;

namespace Fla.Tests.Stores;

public class SealTests
{
    [Fact]
    public void OnlyTheUserReadsTheKey()
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1));
        Assert.Equal(32, File.ReadAllBytes(folder.At("seal.key")).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("seal.key")));
    }

    [Fact]
    public void AllWhoMakeAKeyAtOnceGetTheSame()
    {
        using StoreFolder folder = new();
        string[] keys = new string[24];
        Thread[] threads = [.. Enumerable.Range(0, keys.Length).Select(i => new Thread(() => keys[i] = Convert.ToHexString(SealKey.ReadOrCreate(folder.At("seal.key")))))];
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());
        Assert.Single(keys.Distinct());
        Assert.DoesNotContain(folder.Names, static n => n.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void ForeignEntriesNeedNoKeyAndStayForeign()
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1, origin: EvidenceOrigin.Foreign), Entries.Timed(2, origin: EvidenceOrigin.Shipped));
        Assert.DoesNotContain("seal.key", folder.Names);
        Assert.All(folder.Read(), static line => Assert.StartsWith("Foreign ", line));
    }

    [Theory]
    [InlineData("UPDATE evidence SET seal = NULL")]
    [InlineData("UPDATE evidence SET seal = zeroblob(32)")]
    [InlineData("UPDATE evidence SET seal = x'00'")]
    [InlineData("UPDATE evidence SET bucket = 'T=9'")]
    [InlineData("UPDATE evidence SET own = 1, seal = NULL")]
    public void AnEntryWithoutItsSealIsForeign(string forgery)
    {
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1));
        Forge(folder, forgery);
        using SqliteStore store = new(folder.Database);
        Assert.Equal(EvidenceOrigin.Foreign, Assert.Single(store.Find(new())).Origin);
        Assert.Contains("1 entries of another user", Assert.Single(store.Warnings));
    }

    [Fact]
    public void AForgedEntryDoesNotBecomeOwnByMerging()
    {
        using StoreFolder folder = new();
        Evidence forged = Entries.Timed(1, second: 9), mine = Entries.Timed(1, second: 1);
        folder.Add(forged);
        Forge(folder, "UPDATE evidence SET seal = NULL");
        folder.Add(mine);
        Assert.Equal(Entries.Lines([mine, forged.From(EvidenceOrigin.Foreign)]), folder.Read());
    }

    [Fact]
    public void AKeyThatOthersCanReadIsReplacedAndVouchesForNothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        using StoreFolder folder = new();
        folder.Add(Entries.Timed(1));
        File.SetUnixFileMode(folder.At("seal.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.StartsWith("Foreign", Assert.Single(folder.Read()));
        folder.Add(Entries.Timed(2));
        Assert.Equal(Entries.Lines([Entries.Timed(1, origin: EvidenceOrigin.Foreign), Entries.Timed(2)]), folder.Read());
    }

    [Fact]
    public void AnotherUsersDatabaseIsForeign()
    {
        using StoreFolder theirs = new(), mine = new();
        theirs.Add(Entries.Timed(1));
        mine.Add(Entries.Timed(2));
        File.Copy(theirs.Database, mine.Database, overwrite: true);
        Assert.StartsWith("Foreign", Assert.Single(mine.Read()));
    }

    private static void Forge(StoreFolder folder, string sql)
    {
        using SqliteConnection connection = new($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
