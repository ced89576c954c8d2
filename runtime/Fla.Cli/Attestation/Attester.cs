using Fla.Cuda;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Gates, times and looks through CUDA variants on a GPU of this machine.</summary>
internal sealed class Attester(CudaDevice device)
{
    private readonly Tuner tuner = new(Settings(device));

    /// <summary>The CUDA variants of this build, but for those that are known to be bad on every GPU.</summary>
    public static IEnumerable<KernelVariant> Variants
    {
        get
        {
            KernelIndex.Register();
            KnownBad table = TuningEnvironment.Current.KnownBadTable();
            // A case with other conditions depends on the machine: the variant runs elsewhere.
            var anywhere = new Device("cuda-any", "cuda-any", "any GPU");
            var unknown = new Toolchain { DotNet = "", Compiler = "" };
            return KernelRegistry.Tables.SelectMany(t => t.Variants)
                .Where(v => v.Target == KernelTarget.Cuda && table.Reason(v.Id, anywhere, unknown) is null);
        }
    }

    /// <exception cref="CliException">The variant is not right here, or nothing can call it; the message says why.</exception>
    public AttestedVariant Attest(KernelVariant variant)
    {
        (Tunable? tunable, string? shape) = Tunables.All.Select(t => (t, t.ShapeOf(variant))).FirstOrDefault(t => t.Item2 is not null);
        if (tunable is null)
            throw new CliException("no tunable calls it");
        var request = new TrialRequest(shape!, variant.Element) { Target = KernelTarget.Cuda, Ordinal = device.Ordinal };
        TestReport report = tuner.Test(tunable, request, variant);
        if (report.Failure is not null)
            throw new CliException(report.Failure);
        using CudaKernel kernel = CudaKernel.Load(device, variant.CudaSource!, CudaCache.Default);
        return AttestedVariant.Of(variant, kernel, report.Error, Median(report.Samples));
    }

    private static double Median(IReadOnlyList<long> samples)
    {
        long[] sorted = [.. samples.Where(s => s != Evidence.Lost).Order()];
        return sorted.Length > 0 ? sorted[sorted.Length / 2] / 1e6 : throw new CliException("it could not be timed");
    }

    /// <summary>In memory: attesting proves and keeps nothing for dispatch.</summary>
    private static DispatcherSettings Settings(CudaDevice device) => new()
    {
        Device = device.ToDevice(),
        Toolchain = device.ToToolchain(),
        Target = KernelTarget.Cuda,
        Ordinal = device.Ordinal,
        Policy = RacePolicy.Cuda,
        Store = new MemoryStore("attestation"),
    };
}
