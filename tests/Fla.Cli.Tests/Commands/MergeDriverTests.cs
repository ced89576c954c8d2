using System.Diagnostics;
using Fla.Tuning;

namespace Fla.Cli.Tests;

/// <summary>The merge driver as git calls it, in a real repository.</summary>
public sealed class MergeDriverTests : IDisposable
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string LockFilePath => folder.File(LockFile.Name);

    [CpuFact]
    public void BranchesThatBothMeasuredMergeWithoutAConflict()
    {
        Evidence common = Times.Rejection(A, "wrong"), removed = Times.Rejection(B, "wrong, too");
        Start(common, removed);
        Commit("ours", Times.Of((A, 20)).Append(common).Append(removed));
        Git("checkout", "-q", "main");
        Commit("theirs", Times.Of((B, 10)).Append(common));
        Git("merge", "-q", "ours", "-m", "merged");
        Assert.Equal(LockFile.Format(Times.Of((A, 20), (B, 10)).Append(common)), File.ReadAllBytes(LockFilePath));
        Assert.Equal("", Git("status", "--porcelain"));
    }

    /// <summary>What one side removed and the other measured anew is there.</summary>
    [CpuFact]
    public void WhatWasMeasuredSinceStays()
    {
        Start(Times.Of((A, 20)));
        Commit("ours", Times.Of((B, 10)));
        Git("checkout", "-q", "main");
        Evidence[] later = [Times.Entry(A, Times.Site, [5000, 5001], null, year: 2027)];
        Commit("theirs", later);
        Git("merge", "-q", "ours", "-m", "merged");
        Assert.Equal(LockFile.Format(later.Concat(Times.Of((B, 10)))), File.ReadAllBytes(LockFilePath));
    }

    [CpuFact]
    public void ASideThatIsNotUnderstoodIsAConflictAndStays()
    {
        Start(Times.Of((A, 20)));
        Commit("ours", Times.Of((B, 10)));
        Git("checkout", "-q", "main");
        File.AppendAllText(LockFilePath, "of a newer version\n");
        string theirs = File.ReadAllText(LockFilePath);
        Git("commit", "-q", "-a", "-m", "theirs");
        Assert.Contains("is not merged", Git(1, "merge", "ours", "-m", "merged"));
        Assert.Equal(theirs, File.ReadAllText(LockFilePath));
    }

    [CpuFact]
    public void InstallingAgainChangesNothing()
    {
        Start();
        string attributes = File.ReadAllText(folder.File(".gitattributes"));
        Assert.Contains("names the driver already", Install().Ok().Output);
        Assert.Equal(attributes, File.ReadAllText(folder.File(".gitattributes")));
        Assert.Equal("fla.tune.lock merge=fla-lock text eol=lf\n", attributes);
        Tool.Run("cache", "merge-driver").IsRefused("name three files");
    }

    [CpuFact]
    public void OutsideOfARepositoryItIsSaid() => Install().IsRefused("git rev-parse", "not a git repository");

    private void Start(params Evidence[] evidence)
    {
        Git("init", "-q", "-b", "main");
        Install().Ok();
        Commit("start", evidence);
        Git("checkout", "-q", "-B", "main");
    }

    private void Commit(string branch, IEnumerable<Evidence> evidence)
    {
        Git("checkout", "-q", "-B", branch == "theirs" ? "main" : branch);
        LockFile.Write(LockFilePath, evidence);
        Git("add", "-A");
        Git("commit", "-q", "-m", branch);
    }

    private ToolResult Install() => Tool.RunFrom(folder.ToString(), "cache", "merge-driver", "--install");

    private string Git(params string[] arguments) => Git(0, arguments);

    private string Git(int code, params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false", .. arguments])
        {
            WorkingDirectory = folder.ToString(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using Process git = Process.Start(start)!;
        Task<string> errors = git.StandardError.ReadToEndAsync();
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == code, $"git {string.Join(' ', arguments)}: {git.ExitCode}\n{output}{errors.Result}");
        return output + errors.Result;
    }
}
