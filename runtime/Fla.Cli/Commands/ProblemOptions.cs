using System.CommandLine;

namespace Fla.Cli;

/// <summary>Options that say which problem is meant, beside its shape.</summary>
internal sealed class ProblemOptions
{
    private readonly Option<int?> threads = new("--threads")
    {
        Description = "Threads that the calls use; times of other numbers of threads are other times. Default: all cores.",
        HelpName = "N",
    };

    public ProblemOptions(Command command) => command.Add(threads);

    /// <summary>The threads, 0 for all.</summary>
    public int Threads(ParseResult result) => result.GetValue(threads) switch
    {
        null => 0,
        < 1 => throw new CliException("--threads must be at least 1"),
        int some => some,
    };

    /// <summary>Shapes are refused before anything is measured.</summary>
    public static void CheckShape(string op, string shape)
    {
        if (OpCatalog.TryFind(op, out _))
            MemoryBudget.Check(OpShape.Parse(shape));
    }
}
