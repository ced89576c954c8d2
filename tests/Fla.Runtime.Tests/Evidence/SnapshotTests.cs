using Fla.Tuning;

namespace Fla.Tests.Stores;

public class SnapshotTests
{
    private static readonly Evidence[] Some = [Entries.Timed(1), Entries.Gate(2, "wrong")];

    [Fact]
    public void IsFoundByItsIdAndByItsPath()
    {
        using StoreFolder folder = new();
        string id = Snapshot.Save(folder.At("snapshots"), Some);
        Assert.Equal(Snapshot.Id(Some.Reverse()), id);
        byte[] bytes = LockFile.Format(Some);
        Assert.Equal(bytes, LockFile.Format(Snapshot.Load(id, folder.At("snapshots"))));
        Assert.Equal(bytes, LockFile.Format(Snapshot.Load(Path.Combine(folder.At("snapshots"), id + ".lock"), "elsewhere")));
    }

    [Fact]
    public void AMissingOneNamesThoseThatAreThere()
    {
        using StoreFolder folder = new();
        string id = Snapshot.Save(folder.At(""), Some);
        Assert.Contains(id, Assert.Throws<FileNotFoundException>(() => Snapshot.Load("0123456789abcdef", folder.At(""))).Message);
        Assert.Throws<FileNotFoundException>(() => Snapshot.Load("0123456789abcdef", folder.At("nowhere")));
    }

    [Fact]
    public void AnAlteredOneIsRefused()
    {
        using StoreFolder folder = new();
        string path = folder.At(Snapshot.Save(folder.At(""), Some) + ".lock");
        File.AppendAllText(path, Entries.Timed(9).Line + "\n");
        Assert.Contains("was altered", Assert.Throws<InvalidDataException>(() => Snapshot.Load(path, "")).Message);
    }

    [Fact]
    public void AFileThatIsNotNamedByItsIdIsRefused()
    {
        using StoreFolder folder = new();
        LockFile.Write(folder.At("fla.tune.lock"), Some);
        Assert.Throws<InvalidDataException>(() => Snapshot.Load(folder.At("fla.tune.lock"), ""));
    }
}
