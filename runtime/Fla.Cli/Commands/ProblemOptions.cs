using System.CommandLine;
using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Options that say which problem is meant, beside its shape.</summary>
internal sealed class ProblemOptions
{
    private readonly Option<int?> threads = new("--threads")
    {
        Description = "Threads that the calls use; times of other numbers of threads are other times. Default: all cores.",
        HelpName = "N",
    };

    private readonly Option<string> target = new("--target")
    {
        Description = "Whose variants are meant: cpu, or cuda (the first GPU).",
        DefaultValueFactory = _ => "cpu",
        HelpName = "cpu|cuda",
    };

    public ProblemOptions(Command command)
    {
        command.Add(target);
        command.Add(threads);
    }

    public KernelTarget Target(ParseResult result) => TargetName.ParseRunnable(result.GetValue(target)!) is var where and not KernelTarget.Reference
        ? where
        : throw new CliException("--target reference has no variants to choose from: use cpu or cuda");

    /// <summary>A call on the target.</summary>
    public TrialRequest Request(ParseResult result, string shape, ElementType element) =>
        new(shape, element, Target(result) == KernelTarget.Cpu ? Threads(result) : 0) { Target = Target(result) };

    /// <summary>The dispatcher whose decisions are meant.</summary>
    public Dispatcher Dispatcher(ParseResult result) => Target(result) == KernelTarget.Cuda ? Dispatchers.Cuda(CudaDevice.Open()) : Dispatchers.Cpu;

    /// <summary>The threads, 0 for all.</summary>
    private int Threads(ParseResult result) => result.GetValue(threads) switch
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
