using System.CommandLine;
using Fla.Cuda;

namespace Fla.Cli;

/// <summary>The options of every command that computes: where, in which arithmetic, with which variant.</summary>
internal sealed class ExecutionOptions
{
    private readonly Option<string> target = new("--target")
    {
        Description = "Where to run: cpu, cuda (the first GPU), or reference (the template itself, interpreted).",
        DefaultValueFactory = _ => "cpu",
        HelpName = "cpu|cuda|reference",
    };

    private readonly Option<string?> dtype = new("--dtype")
    {
        Description = "Element type of q, k, v, beta and o; inputs are converted to it. States and gates stay fp32. Default: fp32, on cuda bf16.",
        HelpName = "fp32|bf16|fp16",
    };

    private readonly Option<string?> variant = new("--variant")
    {
        Description = "Run exactly this variant (see `fla list`); it is an error if it does not fit.",
        HelpName = "ID",
    };

    private readonly Option<int?> threads = new("--threads")
    {
        Description = "The most threads to use; the result's bits do not depend on it. Default: all cores.",
        HelpName = "N",
    };

    public ExecutionOptions(Command command)
    {
        command.Add(target);
        command.Add(dtype);
        command.Add(variant);
        command.Add(threads);
    }

    /// <summary>The target alone.</summary>
    public KernelTarget Target(ParseResult result) => TargetName.ParseRunnable(result.GetValue(target)!);

    /// <summary>The id alone of the variant that is named.</summary>
    public string? Variant(ParseResult result) => result.GetValue(variant);

    public Execution Read(ParseResult result)
    {
        var where = Target(result);
        var element = DtypeName.Parse(result.GetValue(dtype), where);
        if (result.GetValue(threads) is < 1)
            throw new CliException("--threads must be at least 1");
        if (result.GetValue(variant) is { } id)
            KernelIndex.ThisBuild.CheckPin(id, where, element);
        return new Execution(element, new OpOptions
        {
            Target = where,
            Variant = result.GetValue(variant),
            MaxThreads = result.GetValue(threads),
        });
    }
}

/// <summary>How a command's ops run.</summary>
internal sealed record Execution(ElementType Element, OpOptions Options)
{
    /// <summary>The stream of a GPU that it runs on; null on the CPU.</summary>
    public CudaStream? Stream { get; } = Options.Target == KernelTarget.Cuda ? new(CudaDevice.Open()) : null;

    public string Target => TargetName.Of(Options.Target);

    /// <summary>The relative error that its results may have.</summary>
    public double Tolerance => Accuracy.Tolerance(Element, Options.Target);

    public string Dtype => DtypeName.Of(Element);

    public PreparedOp Prepare(OpDescriptor op, OpInputs inputs) => Stream is null ? op.Prepare(inputs) : op.Prepare(inputs, Stream);
}
