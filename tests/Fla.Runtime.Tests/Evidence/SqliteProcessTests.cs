using System.Diagnostics;
using Fla.Tuning;

namespace Fla.Tests.Stores;

public class SqliteProcessTests
{
    private const int Count = 6;

    [Fact]
    public void ThirtyTwoWritersLoseNothing()
    {
        using StoreFolder folder = new();
        ThisAssembly.AllEndWell([.. Enumerable.Range(0, Writers.Processes).Select(p =>
            ThisAssembly.Start(null, "write", folder.Database, $"{p * Writers.OfOneProcess}", $"{Count}"))]);
        Assert.Equal(Entries.Lines(Writers.All(Count)), folder.Read());
        Assert.Empty(folder.SetAside);
    }

    [Fact]
    public void AKilledWriterCostsNothingItSaid()
    {
        using StoreFolder folder = new();
        int said = -1;
        for (int round = 0; round < 3; round++)
        {
            using Process writer = ThisAssembly.Start(null, "acknowledge", folder.Database);
            for (int i = 0; i < 40 + (round * 17); i++)
                said = int.Parse(writer.StandardOutput.ReadLine()!);
            writer.Kill();
            writer.WaitForExit();
        }

        using SqliteStore store = new(folder.Database) { Pragma = "PRAGMA integrity_check" };
        HashSet<string> there = [.. store.Find(new()).Where(static e => e.Origin == EvidenceOrigin.Own).Select(static e => e.Line)];
        Assert.All(Enumerable.Range(0, said + 1), i => Assert.Contains(Entries.Timed(i).Line, there));
        Assert.Empty(store.Warnings);
        store.Add([Entries.Timed(100_000)]);
        Assert.Empty(store.Warnings);
    }

    [Fact]
    public void ManyThatFindOneDamagedFileKeepEachOthersEntries()
    {
        using StoreFolder folder = new();
        File.WriteAllText(folder.Database, new string('x', 9000));
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            using SqliteStore store = new(folder.Database);
            store.Add([Entries.Timed(i)]);
        });
        Assert.Equal(16, folder.Read().Length);
        Assert.Single(folder.SetAside);
    }
}
