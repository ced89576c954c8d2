using System.Diagnostics;
using Fla.Tuning;

namespace Fla.Tests.Stores;

/// <summary>What happens to many processes of one machine, and to those that are killed or find a full disk.</summary>
public sealed class FaultTests
{
    private const int Processes = 32;
    private static readonly long[] Lengths = [512, 4096];

    /// <summary>All ask for the same: one of them measures, all choose what it found.</summary>
    [Fact]
    public void ThirtyTwoProcessesTuneAndReadOneStore()
    {
        using StoreFolder folder = new();
        Process[] ranks = [.. Enumerable.Range(0, Processes).Select(i => ThisAssembly.Start(null, ["tune", folder.Database, .. Rotated(i)]))];
        string[][] said = [.. ranks.Select(Ended)];
        foreach (long length in Lengths)
        {
            string[][] lines = [.. said.Select(lines => lines.Single(l => l.StartsWith($"{length} ", StringComparison.Ordinal)).Split(' '))];
            Assert.Single(lines, static l => l[1] != "0");
            Assert.All(lines, static l => Assert.Equal(nameof(Rung.Tuned), l[2]));
            Assert.Single(lines.Select(static l => l[3]).Distinct());
        }

        Assert.Empty(folder.SetAside);
    }

    /// <summary>Ranks of a job that had other shapes each, and get the others' after a restart.</summary>
    [Fact]
    public void RanksThatSwapTheirShapesTuneNothing()
    {
        using StoreFolder folder = new();
        string[][] first = [.. Lengths.Select(length => Ended(ThisAssembly.Start(null, "tune", folder.Database, $"{length}")))];
        string[][] second = [.. Lengths.Reverse().Select(length => Ended(ThisAssembly.Start(null, "tune", folder.Database, $"{length}")))];
        Assert.All(first, static lines => Assert.Equal("3", lines[0].Split(' ')[1]));
        Assert.All(second, static lines => Assert.Equal("0", lines[0].Split(' ')[1]));
        Assert.Equal(first.Select(Choice), second.Reverse().Select(Choice));

        static string Choice(string[] lines) => string.Join(' ', lines[0].Split(' ')[2..]);
    }

    /// <summary>A real one: the process may write so many kilobytes and no more.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(333)]
    public void AFullDiskCostsNothingThatWasSaid(int kilobytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using StoreFolder folder = new();
        using Process writer = StoreProcess.StartOnAFullDisk(kilobytes, "acknowledge", folder.Database);
        string[] lines = writer.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        writer.WaitForExit();
        Assert.Equal(1, writer.ExitCode);
        int said = lines.Length - 1;
        Assert.True(said > 3, $"{said} entries fitted");
        HashSet<string> there = [.. folder.Read()];
        // The last one is said before its warning is looked at.
        Assert.All(Enumerable.Range(0, said), i => Assert.Contains($"Own {Entries.Timed(i).Text}", there));
        folder.Add(Entries.Timed(99_999));
        Assert.Empty(folder.SetAside);
    }

    [Fact]
    public void AFullDiskLeavesALockFileAsItWas()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using StoreFolder folder = new();
        string path = folder.At(LockFile.Name);
        LockFile.Write(path, [Entries.Timed(1)]);
        byte[] before = File.ReadAllBytes(path);
        using Process writer = StoreProcess.StartOnAFullDisk(64, "lock", path);
        Assert.Equal("", writer.StandardOutput.ReadToEnd());
        Assert.Contains("AtomicFile.Write", writer.StandardError.ReadToEnd());
        writer.WaitForExit();
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([LockFile.Name], folder.Names);
    }

    [Fact]
    public void AKilledProcessLeavesAWholeLockFile()
    {
        using StoreFolder folder = new();
        string path = folder.At(LockFile.Name);
        for (int round = 0; round < 4; round++)
        {
            using Process writer = ThisAssembly.Start(null, "lock", path);
            int said = -1;
            for (int i = 0; i <= round; i++)
                said = int.Parse(writer.StandardOutput.ReadLine()!);
            Thread.Sleep(round * 7);
            writer.Kill();
            writer.WaitForExit();
            LockFileContent content = LockFile.Read(path);
            Assert.Empty(content.Warnings);
            Assert.Equal(1000, content.Evidence.Count);
            Assert.True(int.Parse(content.Evidence[0].Variant.Split('-')[^1]) / 1000 >= said);
        }
    }

    private static string[] Rotated(int by) => [.. Lengths.Skip(by % Lengths.Length).Concat(Lengths.Take(by % Lengths.Length)).Select(static l => $"{l}")];

    private static string[] Ended(Process process)
    {
        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, string.Join('\n', lines) + errors.Result);
            return lines;
        }
    }
}
