using System.Globalization;
using Fla.Cuda;
using Fla.Tests;

namespace Fla.Gpu;

/// <summary>The matrix product's plain template at the shapes of products.json, in every tiling: what results.py compares with cuBLAS.</summary>
internal static class ProductBench
{
    public static IEnumerable<MatrixProductKernel.Variant> Variants => MatrixProductKernel.CudaVariants.Where(static v => v.Element == ElementType.BFloat16);

    public static IEnumerable<(string What, ProductRow Row)> Rows(CudaDevice device, BenchTimer timer, string part)
    {
        MatrixProductKernel.Variant[] variants = [.. Variants.Where(v => v.Id.Contains(part, StringComparison.Ordinal))];
        foreach (ProductShape shape in variants.Length > 0 ? ProductShape.All : [])
        {
            using ProductCall call = new(device, shape);
            foreach (MatrixProductKernel.Variant variant in variants)
                yield return ($"product {shape}, {variant.Id}", Row(device, timer, shape, call, variant));
        }
    }

    private static ProductRow Row(CudaDevice device, BenchTimer timer, ProductShape shape, ProductCall call, MatrixProductKernel.Variant variant)
    {
        ProductRow row = new(shape.M, shape.N, shape.K, variant.Id);
        try
        {
            using (CudaKernel kernel = CudaKernel.Load(device, variant.CudaSource!, CudaCache.Default))
                row = row with { Registers = kernel.Registers, LocalBytes = kernel.LocalBytes };
            call.Poison();
            call.Run(variant, timer.Stream);
            timer.Stream.Synchronize();
            double error = call.Error();
            if (!(error <= Accuracy.Tolerance(variant.Element, KernelTarget.Cuda)))
                return row with { Failure = string.Create(CultureInfo.InvariantCulture, $"error {error:0.0e+0}") };
            BenchTime called = timer.Measure(() => call.Run(variant, timer.Stream));
            return row with { Error = error, Called = called, Teraflops = Math.Round(shape.Operations / called.Median / 1e9, 1) };
        }
        catch (Exception e) when (e is CudaException or PtxException)
        {
            return row with { Failure = e.Message.ReplaceLineEndings(" / ") };
        }
    }
}
