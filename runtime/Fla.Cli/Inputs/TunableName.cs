using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Finds what can be tuned by name, or says what is wrong with the name.</summary>
internal static class TunableName
{
    public static Tunable Find(string name) =>
        Tunables.Find(name) ?? throw CliException.Unknown("op", name, [.. Tunables.All.Select(t => t.Name)]);
}
