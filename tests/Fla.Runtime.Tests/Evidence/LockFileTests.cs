using System.Text;
using CsCheck;
using Fla.Tuning;

namespace Fla.Tests.Stores;

public class LockFileTests
{
    private const string Head = "fla.tune.lock 1\n";

    [Fact]
    public void ReadsWhatItWrites() => Entries.Any.Array[0, 20].Sample(static entries =>
    {
        byte[] bytes = LockFile.Format(entries);
        LockFileContent content = Read(bytes);
        Assert.Empty(content.Warnings);
        Assert.Equal(bytes, LockFile.Format(content.Evidence));
        return content.Evidence.All(static e => e.Origin == EvidenceOrigin.Foreign);
    });

    [Fact]
    public void HoldsSortedTimesAndRejections()
    {
        string text = Encoding.UTF8.GetString(LockFile.Format([Entries.Timed(2), Entries.Gate(1, rejection: null), Entries.Timed(1), Entries.Gate(2, "wrong")]));
        Assert.Equal($"{Head}{Entries.Gate(2, "wrong").Line}\n{Entries.Timed(1).Line}\n{Entries.Timed(2).Line}\n", text);
    }

    [Fact]
    public void ABadLineCostsThatLine()
    {
        LockFileContent content = Read($"{Head}{Entries.Timed(1).Line}\nnonsense\n{Entries.Timed(2).Line.Replace("1000,", "1001,")}\n{Entries.Gate(3, null).Line}");
        Assert.Equal(Entries.Timed(1), Assert.Single(content.Evidence));
        Assert.Collection(content.Warnings,
            static w => Assert.StartsWith("x.lock, line 3 is skipped: 1 fields, not 16", w),
            static w => Assert.StartsWith("x.lock, line 4 is skipped: not in canonical form", w),
            static w => Assert.StartsWith("x.lock, line 5 is skipped: that a variant passed", w));
        Assert.False(content.Refused);
    }

    [Fact]
    public void WarningsAreSafeForATerminal() =>
        Assert.DoesNotContain('\x1b', string.Concat(Read($"{Head}{Entries.Timed(1).Line.Replace("2026", "\x1b[2J")}\n").Warnings));

    [Fact]
    public void ManyBadLinesGiveFewWarnings() => Assert.Equal(21, Read(Head + string.Concat(Enumerable.Repeat("bad\n", 5000))).Warnings.Count);

    [Theory]
    [InlineData("fla.tune.lock 2\n", "this version of Fla reads 'fla.tune.lock 1' only")]
    [InlineData("fla.tune.lock 10\n", "this version of Fla reads 'fla.tune.lock 1' only")]
    [InlineData("hello\n", "it is no lock file")]
    [InlineData("\n", "it is no lock file")]
    [InlineData("fla.tune.lock 1\n\0", "it is binary")]
    public void WhatIsNoLockFileIsRefused(string text, string why)
    {
        LockFileContent content = Read(text);
        Assert.True(content.Refused);
        Assert.Empty(content.Evidence);
        Assert.Contains(why, Assert.Single(content.Warnings));
    }

    [Fact]
    public void AHugeFileIsRefused()
    {
        using StoreFolder folder = new();
        using (FileStream sparse = File.Create(folder.At("x.lock")))
            sparse.SetLength((256L << 20) + 1);
        Assert.Contains("larger than 256 MB", Assert.Single(LockFile.Read(folder.At("x.lock")).Warnings));
    }

    [Fact]
    public void ConflictingSidesAreBothRead()
    {
        Evidence shared = Entries.Timed(1), ours = Entries.Timed(2, second: 1), theirs = Entries.Timed(2, second: 2), before = Entries.Timed(3);
        LockFileContent content = Read($"{Head}{shared.Line}\n<<<<<<< HEAD\n{ours.Line}\n||||||| base\n{before.Line}\n=======\n{theirs.Line}\n>>>>>>> other\n");
        Assert.Equal([shared.Line, theirs.Line], content.Evidence.Select(static e => e.Line));
        Assert.Contains("fla cache merge x.lock", Assert.Single(content.Warnings));
    }

    [Fact]
    public void LineEndsOfWindowsAndAByteOrderMarkAreRead()
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{Head}{Entries.Timed(1).Line}\n".Replace("\n", "\r\n"))];
        Assert.Equal([Entries.Timed(1)], Read(bytes).Evidence);
        Assert.Empty(Read(bytes).Warnings);
    }

    [Fact]
    public void BrokenUtf8CostsThatLine()
    {
        byte[] bytes = LockFile.Format([Entries.Timed(1)]);
        bytes[Head.Length + 2] = 0xff;
        Assert.Contains("not UTF-8", Assert.Single(Read(bytes).Warnings));
    }

    [Fact]
    public void ChangedBytesNeverThrow() => Gen.Select(Entries.Any.Array[1, 4], Gen.Double[0, 1], Gen.Byte.Array[0, 3]).Sample(static (entries, where, junk) =>
    {
        byte[] bytes = LockFile.Format(entries);
        int at = (int)(where * bytes.Length);
        foreach (Evidence read in Read([.. bytes[..at], .. junk, .. bytes[Math.Min(bytes.Length, at + 1)..]]).Evidence)
            Assert.Equal(read.Line, EvidenceText.Format(read));
    });

    [Fact]
    public void TheSameBytesAreNotWrittenAgain()
    {
        using StoreFolder folder = new();
        Assert.True(LockFile.Write(folder.At("x"), [Entries.Timed(1)]));
        File.SetLastWriteTimeUtc(folder.At("x"), DateTime.UnixEpoch);
        Assert.False(LockFile.Write(folder.At("x"), [Entries.Timed(1), Entries.Timed(1)]));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(folder.At("x")));
        Assert.True(LockFile.Write(folder.At("x"), [Entries.Timed(2)]));
        Assert.Equal(["x"], folder.Names);
    }

    [Fact]
    public void AFileThatIsNotThereIsAnEmptyLayer()
    {
        using IEvidenceStore store = LockFile.Open("/nowhere/fla.tune.lock");
        Assert.Empty(store.Find(new()));
        Assert.Single(store.Warnings);
    }

    private static LockFileContent Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static LockFileContent Read(byte[] bytes) => LockFile.Read(new MemoryStream(bytes), "x.lock");
}
