using System.ComponentModel;
using System.Diagnostics;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Tells a git repository to merge lock files with this tool.</summary>
internal static class GitSetup
{
    private const string Driver = "fla-lock";
    private const string Attribute = $"{LockFile.Name} merge={Driver} text eol=lf";

    public static int Install()
    {
        string root = Git("rev-parse", "--show-toplevel");
        Git("config", $"merge.{Driver}.name", "tuning results of Fla");
        Git("config", $"merge.{Driver}.driver", $"{Self()} cache merge-driver %O %A %B --path %P");
        string attributes = Path.Combine(root, ".gitattributes");
        string[] lines = File.Exists(attributes) ? File.ReadAllLines(attributes) : [];
        bool missing = !lines.Contains(Attribute);
        if (missing)
            File.AppendAllText(attributes, (lines.Length > 0 && !File.ReadAllText(attributes).EndsWith('\n') ? "\n" : "") + Attribute + "\n");
        Console.WriteLine($"merge.{Driver} is set in the configuration of {root}; each clone needs that once");
        Console.WriteLine(missing ? $"{attributes} has a new line: commit it" : $"{attributes} names the driver already");
        return ExitCode.Ok;
    }

    /// <summary>This tool as a shell starts it.</summary>
    private static string Self()
    {
        string process = Environment.ProcessPath ?? "fla";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"{Quoted(process)} {Quoted(Path.Combine(AppContext.BaseDirectory, "fla.dll"))}"
            : Quoted(process);
    }

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Git(params string[] arguments)
    {
        try
        {
            using Process git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = git.StandardError.ReadToEndAsync();
            string output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : throw new CliException($"git {arguments[0]}: {errors.Result.Trim()}");
        }
        catch (Win32Exception)
        {
            throw new CliException("git is not there: install it, or put its folder on the PATH");
        }
    }
}
