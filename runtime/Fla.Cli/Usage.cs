using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fla.Cli;

/// <summary>Turns the parser's complaints into one line with a remedy.</summary>
internal static class Usage
{
    public static void Check(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        if (UnknownOption(result) is { } option)
            throw CliException.Unknown("option", option, command.Options.Select(o => o.Name));
        if (result.Errors.Count == 0)
            return;
        if (command.Subcommands.Count > 0)
        {
            IEnumerable<string> names = command.Subcommands.Select(c => c.Name);
            throw result.UnmatchedTokens is [string name, ..]
                ? CliException.Unknown("command", name, names)
                : new CliException($"name a command: {string.Join(", ", names)} (`fla {(command is RootCommand ? "" : NameOf(result.CommandResult) + " ")}--help` explains)");
        }

        string problem = result.UnmatchedTokens is [string extra, ..] ? $"unexpected argument '{extra}'" : Describe(result.Errors[0]);
        throw new CliException($"{problem}: see `fla {NameOf(result.CommandResult)} --help`");
    }

    /// <summary>A command's name with those of the commands that it belongs to.</summary>
    public static string NameOf(CommandResult result) => result.Parent is CommandResult { Command: not RootCommand } parent
        ? $"{NameOf(parent)} {result.Command.Name}"
        : result.Command.Name;

    /// <summary>The parser takes an option that it does not know for an argument, where one may stand.</summary>
    private static string? UnknownOption(ParseResult result)
    {
        if (result.Tokens.Any(t => t.Type == TokenType.DoubleDash))
            return null;
        IEnumerable<string> arguments = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value);
        return result.UnmatchedTokens.Concat(arguments).FirstOrDefault(t => t.Length > 1 && t[0] == '-');
    }

    private static string Describe(ParseError error)
    {
        var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        return option is { Tokens: [var value] } && option.Option.ValueType != typeof(string)
            ? $"{option.Option.Name} cannot be '{value.Value}'"
            : error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
