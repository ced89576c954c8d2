using System.CommandLine;
using System.CommandLine.Parsing;

namespace Fla.Cli;

/// <summary>Turns the parser's complaints into one line with a remedy.</summary>
internal static class Usage
{
    public static CliException Error(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        if (result.UnmatchedTokens is [string token, ..])
        {
            bool option = token.StartsWith('-');
            if (option || command.Subcommands.Count > 0)
                return CliException.Unknown(option ? "option" : "command", token, Names(command, option));
            return new CliException($"unexpected argument '{token}': see `fla {command.Name} --help`");
        }

        return new CliException(command is RootCommand
            ? $"name a command: {string.Join(", ", Names(command, option: false))} (`fla --help` explains)"
            : $"{Describe(result.Errors[0])}: see `fla {command.Name} --help`");
    }

    private static string Describe(ParseError error)
    {
        var option = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        return option is { Tokens: [var value] } && option.Option.ValueType != typeof(string)
            ? $"{option.Option.Name} cannot be '{value.Value}'"
            : error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }

    private static IEnumerable<string> Names(Command command, bool option) =>
        option ? command.Options.Select(o => o.Name) : command.Subcommands.Select(c => c.Name);
}
