using System.CommandLine;

namespace Fla.Cli;

/// <summary>Arguments of an op that are not tensors.</summary>
internal sealed class CallOptions
{
    private readonly Option<float?> scale = new("--scale") { Description = "The factor on the output. Default: K^-0.5.", HelpName = "X" };
    private readonly Option<bool> normalize = new("--qk-l2norm") { Description = "Normalise the rows of q and k first." };
    private readonly Option<string?> layer = new("--layer")
    {
        Description = "Which layer of how many, from 0, for ops whose decay depends on it. Default: the metadata `layer` of the file.",
        HelpName = "3/12",
    };

    public CallOptions(Command command)
    {
        command.Add(scale);
        command.Add(normalize);
        command.Add(layer);
    }

    public Call Read(ParseResult result) => new(
        result.GetValue(scale), result.GetValue(normalize), result.GetValue(layer) is { } text ? LayerName.Parse("--layer", text) : null);
}

/// <summary>What is asked of an op beside a file's tensors.</summary>
internal sealed record Call(float? Scale, bool Normalize, Layer? Layer)
{
    public OpInputs Inputs(VectorFile file, OpDescriptor op, ElementType element)
    {
        if (Normalize && !op.CanNormalizeQk)
            throw new CliException($"--qk-l2norm: {op.Name} takes q and k as they are: leave it out");
        OpInputs inputs = file.Inputs(op, element) with { Scale = Scale, UseQkL2Norm = Normalize };
        if (op.HasLayers)
            return inputs with { Layer = Layer ?? file.Layer ?? throw new CliException($"{op.Name} depends on the layer: name it with --layer, such as --layer 3/12") };
        return Layer is null ? inputs : throw new CliException($"--layer: {op.Name} has no layers: leave it out");
    }
}
