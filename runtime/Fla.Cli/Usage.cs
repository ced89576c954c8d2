using System.CommandLine;

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

        string message = result.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return new CliException(command is RootCommand
            ? $"name a command: {string.Join(", ", Names(command, option: false))} (`fla --help` explains)"
            : $"{message}: see `fla {command.Name} --help`");
    }

    private static IEnumerable<string> Names(Command command, bool option) =>
        option ? command.Options.Select(o => o.Name) : command.Subcommands.Select(c => c.Name);
}
