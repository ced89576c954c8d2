using System.CommandLine;

namespace Fla.Cli;

/// <summary>Options that read the same in several commands.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json() => new("--json") { Description = "For programs: one JSON object a line on standard output." };

    public static Argument<string> Op() => new("OP") { Description = $"The op: {string.Join(", ", OpCatalog.All.Select(op => op.Name))}." };
}
