using System.CommandLine;
using BenchmarkDotNet.Running;

namespace Fla.Bench;

/// <summary><c>suites</c>: BenchmarkDotNet over this assembly; its own arguments follow <c>--</c>.</summary>
internal static class SuitesCommand
{
    public static Command Create()
    {
        Argument<string[]> rest = new("arguments") { Arity = ArgumentArity.ZeroOrMore, Description = "Arguments of BenchmarkDotNet, such as --filter *." };
        Command command = new("suites", "BenchmarkDotNet: every shape, element type and vector width.") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(arguments =>
        {
            string[] given = [.. arguments.GetValue(rest) ?? [], .. arguments.UnmatchedTokens];
            BenchmarkSwitcher.FromAssembly(typeof(SuitesCommand).Assembly).Run(given.Length == 0 ? ["--filter", "*"] : given);
            return 0;
        });
        return command;
    }
}
