using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The shapes of shapes.json that are of ops over channels.</summary>
internal static class ChannelBench
{
    private const int CheckedTokens = 200;
    private const int CheckedChannels = 200;

    /// <summary>The kernels for a shape: chunked for prompts, recurrent for decoding.</summary>
    public static IEnumerable<KernelVariant> VariantsOf(BenchShape shape) => ChannelOps.All.Where(o => o.Name == shape.Op)
        .SelectMany(static o => o.CudaVariants)
        .Where(v => v.Element == ElementType.BFloat16 && v is HgrnRecurrentKernel.Variant == shape.IsDecoding);

    public static IEnumerable<(string What, BenchRow Row)> Rows(CudaDevice device, BenchTimer timer, string part) =>
        from shape in BenchShape.All
        from variant in VariantsOf(shape)
        where variant.Id.Contains(part, StringComparison.Ordinal)
        select ($"{shape}, {variant.Id}", Row(device, timer, shape, variant));

    private static BenchRow Row(CudaDevice device, BenchTimer timer, BenchShape shape, KernelVariant variant)
    {
        BenchRow row = new(shape.Op, shape.B, shape.T, shape.H, shape.D, variant.Id);
        try
        {
            using CudaKernel kernel = CudaKernel.Load(device, variant.CudaSource!, CudaCache.Default);
            row = row with { Registers = kernel.Registers, LocalBytes = kernel.LocalBytes };
            OpDescriptor op = OpCatalog.All.First(o => o.Name == shape.Op);
            double error = Error(op, timer.Stream, new(2, shape.IsDecoding ? 1 : CheckedTokens, 1, 1, CheckedChannels, CheckedChannels), variant);
            if (double.IsNaN(error))
                return row with { Failure = "NaN in the results of a small call" };
            row = row with { Error = error };
            if (error > Accuracy.Tolerance(variant.Element, KernelTarget.Cuda))
                return row with { Failure = FormattableString.Invariant($"error {error:0.0e+0}") };
            using PreparedOp call = op.Prepare(op.Synthesize(new(shape.B, shape.T, shape.H, shape.H, shape.D, shape.D), variant.Element, seed: 1), timer.Stream);
            OpOptions options = new() { Variant = variant.Id };
            row = row with { Segments = call.Run(options).Segments };
            void Launch() => call.Start(options);
            BenchTime called = timer.Measure(Launch);
            using CudaGraph graph = CudaGraph.Capture(timer.Stream, Launch);
            return row with { Called = called, Graph = timer.Measure(() => graph.Launch(timer.Stream)) };
        }
        catch (Exception e) when (e is CudaException or PtxException)
        {
            return row with { Failure = e.Message.ReplaceLineEndings(" / ") };
        }
    }

    private static double Error(OpDescriptor op, CudaStream stream, OpShape small, KernelVariant variant)
    {
        OpInputs inputs = op.Synthesize(small, variant.Element, seed: 2);
        using PreparedOp call = op.Prepare(inputs, stream);
        call.Poison();
        call.Run(new() { Variant = variant.Id });
        IReadOnlyDictionary<string, NamedTensor> outputs = call.ReadOutputs();
        return op.Oracle(inputs).Max(expected => Accuracy.RelativeError(outputs[expected.Key].Values, expected.Value.Values));
    }
}
