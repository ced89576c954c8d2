using System.CommandLine;

namespace Fla.Cli;

/// <summary>Arguments of an op that are not tensors.</summary>
internal sealed class CallOptions
{
    private readonly Option<float?> scale = new("--scale") { Description = "The factor on the output. Default: K^-0.5.", HelpName = "X" };
    private readonly Option<bool> normalize = new("--qk-l2norm") { Description = "Normalise the rows of q and k first." };

    public CallOptions(Command command)
    {
        command.Add(scale);
        command.Add(normalize);
    }

    public OpInputs Apply(ParseResult result, OpInputs inputs) =>
        inputs with { Scale = result.GetValue(scale), UseQkL2Norm = result.GetValue(normalize) };
}
