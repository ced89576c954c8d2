namespace Fla.Cli;

/// <summary>Targets as they are spelt on the command line.</summary>
internal static class TargetName
{
    private static readonly string[] InThisBuild = ["reference", "cpu"];

    public static string Of(KernelTarget target) => target.ToString().ToLowerInvariant();

    public static KernelTarget Parse(string name) => name.ToLowerInvariant() switch
    {
        "reference" => KernelTarget.Reference,
        "cpu" => KernelTarget.Cpu,
        "cuda" => throw new CliException("target cuda is not in this build: use --target cpu or --target reference"),
        _ => throw CliException.Unknown("target", name, InThisBuild),
    };
}
