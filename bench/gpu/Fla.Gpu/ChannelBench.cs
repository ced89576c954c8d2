using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The shapes of shapes.json that are of ops over channels.</summary>
internal static class ChannelBench
{
    private const int RandomTokens = 64;
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

    /// <summary>The ops that a variant computes, with small calls of theirs; of those that may be cut, no batches, which have no two equal segments of any length.</summary>
    internal static IEnumerable<(OpDescriptor Op, OpInputs Inputs)> Small(KernelVariant variant) =>
        from op in ChannelOps.All
        where op.Kernels.Contains(variant.Kernel)
        let descriptor = OpCatalog.All.First(o => o.Name == op.Name)
        from call in descriptor.GateInputs(new(1, 1, 1, 1, 1, 1), variant.Element, seed: 3)
        where call.Shape.B == 1 || variant is not HgrnChunkKernel.Variant
        select (descriptor, call.Inputs);

    private static BenchRow Row(CudaDevice device, BenchTimer timer, BenchShape shape, KernelVariant variant)
    {
        BenchRow row = new(shape.Op, shape.B, shape.T, shape.H, shape.D, variant.Id);
        try
        {
            using CudaKernel kernel = CudaKernel.Load(device, variant.CudaSource!, CudaCache.Default);
            row = row with { Registers = kernel.Registers, LocalBytes = kernel.LocalBytes };
            OpDescriptor op = OpCatalog.All.First(o => o.Name == shape.Op);
            double error = Error(op, timer.Stream, op.Synthesize(new(1, shape.IsDecoding ? 1 : CheckedTokens, 1, 1, CheckedChannels, CheckedChannels), variant.Element, seed: 2), variant);
            if (double.IsNaN(error))
                return row with { Failure = "NaN in the results of a small call" };
            row = row with { Error = error };
            if (error > Accuracy.Tolerance(variant.Element, KernelTarget.Cuda))
                return row with { Failure = FormattableString.Invariant($"error {error:0.0e+0}") };
            using PreparedOp call = op.Prepare(Repeated(op, shape.Shape, variant.Element), timer.Stream);
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

    /// <summary>Inputs that repeat some tokens: random numbers for millions of elements take long.</summary>
    private static OpInputs Repeated(OpDescriptor op, OpShape shape, ElementType element)
    {
        int few = Math.Min(shape.T, RandomTokens);
        OpInputs inputs = op.Synthesize(shape with { B = 1, T = few }, element, seed: 1);
        return inputs with { Tensors = inputs.Tensors.ToDictionary(static t => t.Key, t => Repeat(t.Value)) };

        NamedTensor Repeat(NamedTensor tensor)
        {
            float[] values = new float[tensor.Values.LongLength / few * shape.B * shape.T];
            for (int filled = 0; filled < values.Length; filled += tensor.Values.Length)
                tensor.Values.AsSpan(0, Math.Min(tensor.Values.Length, values.Length - filled)).CopyTo(values.AsSpan(filled));
            return new([shape.B, shape.T, .. tensor.Shape[2..]], values);
        }
    }

    /// <summary>The largest relative error of a call's results against the oracle, in one piece and, where the op can be cut, in two; NaN when they have NaN.</summary>
    internal static double Error(OpDescriptor op, CudaStream stream, OpInputs inputs, KernelVariant variant) =>
        variant is HgrnChunkKernel.Variant ? Math.Max(Error(op, stream, inputs, variant, 1), Error(op, stream, inputs, variant, 2)) : Error(op, stream, inputs, variant, 1);

    private static double Error(OpDescriptor op, CudaStream stream, OpInputs inputs, KernelVariant variant, int segments)
    {
        using PreparedOp call = op.Prepare(inputs, stream);
        call.Poison();
        call.Run(new() { Variant = variant.Id, Segments = segments });
        IReadOnlyDictionary<string, NamedTensor> outputs = call.ReadOutputs();
        return op.Oracle(inputs).Max(expected => Accuracy.RelativeError(outputs[expected.Key].Values, expected.Value.Values));
    }
}
