using Fla.Tuning;

namespace Fla.Cli;

/// <summary>On what, compiled by what and by which protocol something was measured: times of one place are comparable.</summary>
internal sealed record Place(string Device, string Toolchain, string Policy)
{
    public static Place Of(EvidenceSite site) => new(site.Device, site.Toolchain, site.Policy);

    public KernelTarget Target => Device.StartsWith("cuda-", StringComparison.Ordinal) ? KernelTarget.Cuda : KernelTarget.Cpu;

    /// <summary>What dispatch would decide there by this evidence; null when this build measures otherwise, so that it could use none of it.</summary>
    public Dispatcher? Dispatcher(IEvidenceStore evidence, KnownBad knownBad)
    {
        RacePolicy? policy = new[] { RacePolicy.Cpu, RacePolicy.Cuda }.FirstOrDefault(p => p.Key == Policy);
        return policy is null || ToolchainText.Parse(Toolchain) is not { } toolchain ? null : new(new()
        {
            Device = new Device(Device, Device, Device),
            Toolchain = toolchain,
            Policy = policy,
            Target = Target,
            Store = evidence,
            KnownBad = knownBad,
        });
    }
}
