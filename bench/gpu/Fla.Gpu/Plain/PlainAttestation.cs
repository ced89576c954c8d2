using System.Globalization;
using Fla.Cli;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The plain templates and the outside consumer's on a GPU: every variant against the interpreter, timed, and kept in a file.</summary>
internal static class PlainAttestation
{
    /// <summary>What would be attested; needs no GPU.</summary>
    public static void List()
    {
        foreach (KernelVariant variant in Variants.Plain)
            Console.WriteLine(variant.Id);
    }

    public static Action<CudaDevice, Report> Run(Options options) => (device, report) =>
    {
        AttestationFile? file = options.Out is { } path ? new(path) : null;
        using BenchTimer timer = new(device);
        foreach (KernelVariant variant in Variants.Ready(device, Variants.Plain, options.Part))
        {
            try
            {
                AttestedVariant record = Attest(device, timer, variant);
                bool right = record.MaxRelError <= Accuracy.Tolerance(variant.Element, KernelTarget.Cuda);
                report.Check(variant.Id, right, string.Create(CultureInfo.InvariantCulture,
                    $"relative error {record.MaxRelError:0.0e+0}, {record.MedianMs} ms, {record.Registers} registers, {record.Stack} bytes local, {record.SharedBytes} shared"));
                if (right)
                    file?.Put(record, Variants.Plain);
            }
            catch (Exception e) when (e is CudaException or PtxException)
            {
                report.Check(variant.Id, false, e.Message.ReplaceLineEndings(" / "));
            }
        }
    };

    private static AttestedVariant Attest(CudaDevice device, BenchTimer timer, KernelVariant variant)
    {
        using CudaKernel kernel = CudaKernel.Load(device, variant.CudaSource!, CudaCache.Default);
        double tiny = Error(PlainSize.Tiny), ragged = Error(PlainSize.Ragged);
        using PlainCall whole = PlainCall.Make(device, variant, PlainSize.Whole);
        double worst = Math.Max(Math.Max(tiny, ragged), whole.Error(timer.Stream));
        return AttestedVariant.Of(variant, kernel, worst, timer.Measure(() => whole.Launch(timer.Stream)).Median);

        double Error(PlainSize size)
        {
            using PlainCall call = PlainCall.Make(device, variant, size);
            return call.Error(timer.Stream);
        }
    }
}
