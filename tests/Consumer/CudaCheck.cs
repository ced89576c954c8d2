using System;
using System.Linq;
using Fla;
using Fla.Cuda;

namespace Consumer;

/// <summary>The CUDA variants of this project: of its own template, and of the packaged ones for its head dimension. No GPU is needed to compile them.</summary>
internal static class CudaCheck
{
    public static bool Passes()
    {
        KernelVariant[] variants = [.. ResidualNormKernel.CudaVariants, .. KernelRegistry.Tables.SelectMany(static t => t.Variants).Where(static v => v.Target == KernelTarget.Cuda && v.Id.Contains("-K96-", StringComparison.Ordinal))];
        if (!CudaSwitch.IsSupported)
            return Report.Check("no CUDA variants in a trimmed program", variants.Length == 0);
        // Two dimensions and two numbers of rows in fp32 and fp16. In fp32, bf16 and fp16: two delta kernels of five kinds, three of them in fp32 with both chunk sizes, two additive ones of six, two low-rank ones of
        // two, and delta products of three numbers of steps beside one of any number.
        return Report.Check($"CUDA variants: {variants.Length}", variants.Length == 8 + 33 + 36 + 12 + 12) & variants.Where(static v => v.Element == ElementType.Float16).Aggregate(true, static (passed, v) => passed & Compiles(v));
    }

    private static bool Compiles(KernelVariant variant)
    {
        PtxKernel ptx = CudaCompiler.Compile(variant.CudaSource!.Method, PtxTarget.Parse("sm_90"));
        return Report.Check($"PTX of {variant.Id}", ptx.Text.Contains(".entry", StringComparison.Ordinal));
    }
}
