using Fla.Cuda;

namespace Fla.Cli;

/// <summary>Targets as they are spelt on the command line.</summary>
internal static class TargetName
{
    private static readonly string[] InThisBuild = ["reference", "cpu", "cuda"];

    public static string Of(KernelTarget target) => target.ToString().ToLowerInvariant();

    public static KernelTarget Parse(string name) => name.ToLowerInvariant() switch
    {
        "reference" => KernelTarget.Reference,
        "cpu" => KernelTarget.Cpu,
        "cuda" => KernelTarget.Cuda,
        _ => throw CliException.Unknown("target", name, InThisBuild),
    };

    /// <summary>A target to run on: it must be there.</summary>
    public static KernelTarget ParseRunnable(string name)
    {
        KernelTarget target = Parse(name);
        return target == KernelTarget.Cuda && CudaDevice.Unavailable is { } reason ? throw new CliException($"--target cuda: {reason}") : target;
    }
}
