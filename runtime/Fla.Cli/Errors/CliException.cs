namespace Fla.Cli;

/// <summary>Something the user can put right; the message is one line and says how.</summary>
internal sealed class CliException(string message) : Exception(message)
{
    /// <summary>A name that is not known, with the close ones or, if they are few, all.</summary>
    public static CliException Unknown(string what, string name, IEnumerable<string> known)
    {
        string[] all = [.. known];
        string[] close = CloseMatch.Find(name, all);
        string remedy = close.Length > 0 ? $"did you mean {Join(close)}?"
            : all.Length is > 0 and <= 12 ? $"expected {Join(all)}"
            : "`fla list` names them";
        return new CliException($"unknown {what} '{name}': {remedy}");
    }

    private static string Join(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
