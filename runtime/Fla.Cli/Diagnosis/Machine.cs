using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A device of this machine with what compiles for it: what evidence must name to be about it.</summary>
internal sealed record Machine(Device Device, Toolchain Toolchain)
{
    /// <summary>The CPU, then the GPUs.</summary>
    public static IReadOnlyList<Machine> All { get; } =
        [new(Device.Cpu, Toolchain.Cpu), .. CudaDevice.All.Select(gpu => new Machine(gpu.ToDevice(), gpu.ToToolchain())).Distinct()];

    public bool Measured(Evidence entry) => entry.Site.Device == Device.Id && entry.Site.Toolchain == Toolchain.ToString();
}
