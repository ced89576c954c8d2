using CsCheck;
using Fla.Tuning;

namespace Fla.Tests.Stores;

public class MergeTests
{
    private static readonly Gen<Evidence[]> File = Entries.Any.Array[0, 12];

    [Fact]
    public void OrderAndRepetitionGiveTheSameBytes() => Gen.Select(File, File, File).Sample(static (a, b, c) =>
    {
        byte[] all = LockFile.Format(EvidenceMerge.Union(a, b, c));
        Assert.Equal(all, LockFile.Format(EvidenceMerge.Union(c, a, b)));
        Assert.Equal(all, LockFile.Format(EvidenceMerge.Union(EvidenceMerge.Union(a, b), c)));
        Assert.Equal(all, LockFile.Format(EvidenceMerge.Union(a, EvidenceMerge.Union(c, b))));
        Assert.Equal(all, LockFile.Format(EvidenceMerge.Union(a, b, c, a, c)));
    });

    [Fact]
    public void FilesMergeLikeTheirEntries()
    {
        using StoreFolder folder = new();
        (string x, string y, string xy) = (folder.At("x"), folder.At("y"), folder.At("xy"));
        Gen.Select(File, File).Sample((a, b) =>
        {
            LockFile.Write(x, a);
            LockFile.Write(y, b);
            byte[] merged = LockFile.Format(LockFile.Merge(x, y).Evidence);
            Assert.Equal(LockFile.Format(EvidenceMerge.Union(a, b)), merged);
            Assert.Equal(merged, LockFile.Format(LockFile.Merge(y, x, y).Evidence));
            LockFile.Write(xy, LockFile.Merge(x, y).Evidence);
            Assert.Equal(merged, LockFile.Format(LockFile.Merge(xy, x).Evidence));
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void AFileThatIsRefusedSpoilsTheMerge()
    {
        using StoreFolder folder = new();
        System.IO.File.WriteAllText(folder.At("x"), "fla.tune.lock 2\n");
        LockFile.Write(folder.At("y"), [Entries.Timed(1)]);
        Assert.True(LockFile.Merge(folder.At("y"), folder.At("x")).Refused);
    }

    [Fact]
    public void ARejectionStays() => Assert.Equal("wrong", EvidenceMerge.Join(Entries.Gate(1, "wrong"), Entries.Gate(1, null)).Rejection);
}
