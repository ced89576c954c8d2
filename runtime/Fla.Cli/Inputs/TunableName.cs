using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Finds what can be tuned by name, or says what is wrong with the name.</summary>
internal static class TunableName
{
    public static Tunable Find(string name)
    {
        if (Tunables.Find(name) is { } tunable)
            return tunable;
        string[] known = [.. Tunables.All.Select(t => t.Name)];
        throw OpName.IsPlanned(name)
            ? new CliException($"op '{name}' is not in this build yet: there is {string.Join(", ", known)}")
            : CliException.Unknown("op", name, known);
    }
}
