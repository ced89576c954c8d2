using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The shapes of shapes.json: every kernel that fits, as called and replayed from a graph, and its error.</summary>
internal static class Bench
{
    private const long CopiedBytes = 1L << 30;

    /// <summary>Of a small call whose large one is cut.</summary>
    private const int CheckedSegments = 4;

    /// <summary>What would be timed; needs no GPU.</summary>
    public static void List()
    {
        foreach (BenchShape shape in BenchShape.All)
            Console.WriteLine($"{shape}: {string.Join(", ", shape.Kernels.Select(static k => k.Name).Concat(ChannelBench.VariantsOf(shape).Select(static v => v.Id)).DefaultIfEmpty("no kernel"))}");
        foreach (ProductShape shape in ProductShape.All)
            Console.WriteLine($"product {shape}: {string.Join(", ", ProductBench.Variants.Select(static v => v.Id))}");
    }

    public static Action<CudaDevice, Report> Run(Options options) => (device, report) =>
    {
        Variants.Ready(device, BenchShape.All.SelectMany(static s => s.Kernels).Select(static k => k.Variant).Concat(BenchShape.All.SelectMany(ChannelBench.VariantsOf)).Concat(ProductBench.Variants).Distinct(), options.Part);
        using BenchTimer timer = new(device);
        BenchResults results = new()
        {
            Device = device.Name,
            Driver = device.ToToolchain().Driver,
            Toolchain = device.ToToolchain().ToString(),
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            CopyTBs = CopyBandwidth(device, timer),
            Nothing = timer.Measure(static () => { }),
            FirstCall = options.Part.Length == 0 ? FirstOp.Measure() : null,
        };
        report.Line(string.Create(CultureInfo.InvariantCulture, $"copy {results.CopyTBs:0.00} TB/s, nothing between events {results.Nothing} ms"));

        foreach (BenchShape shape in BenchShape.All)
        {
            foreach (FamilyKernel family in shape.Kernels.Where(k => k.Name.Contains(options.Part, StringComparison.Ordinal)))
            {
                BenchRow row = Row(device, timer, shape, family);
                results.Rows.Add(row);
                report.Check($"{shape}, {family.Name}", row.Failure is null, row.Failure ?? string.Create(
                    CultureInfo.InvariantCulture, $"{row.Called} ms, in a graph {row.Graph} ms, error {row.Error:0.0e+0}"));
                Save();
            }
        }

        foreach ((string what, BenchRow row) in ChannelBench.Rows(device, timer, options.Part))
        {
            results.Rows.Add(row);
            report.Check(what, row.Failure is null, row.Failure ?? string.Create(
                CultureInfo.InvariantCulture, $"{row.Called} ms, in a graph {row.Graph} ms, segments {row.Segments}, error {row.Error:0.0e+0}"));
            Save();
        }

        foreach ((string what, ProductRow row) in ProductBench.Rows(device, timer, options.Part))
        {
            results.Products.Add(row);
            report.Check(what, row.Failure is null, row.Failure ?? string.Create(CultureInfo.InvariantCulture, $"{row.Called} ms, {row.Teraflops} TFLOP/s, error {row.Error:0.0e+0}"));
            Save();
        }

        // What there is stays when a later kernel takes the process along.
        void Save()
        {
            if (options.Out is not null)
                results.Save(options.Out);
        }
    };

    private static BenchRow Row(CudaDevice device, BenchTimer timer, BenchShape shape, FamilyKernel family)
    {
        BenchRow row = new(shape.Op, shape.B, shape.T, shape.H, shape.D, family.Name);
        try
        {
            using CudaKernel kernel = CudaKernel.Load(device, family.Source, CudaCache.Default);
            row = row with { Registers = kernel.Registers, LocalBytes = kernel.LocalBytes };
            using FamilyCall call = FamilyCall.Make(device, family.Recurrence, shape.Shape, shape.Inputs(family.Op));
            int segments = call.Run(family, timer.Stream).Segments;
            double error = Error(device, timer.Stream, shape, family, Math.Min(segments, CheckedSegments));
            if (double.IsNaN(error))
                return row with { Failure = "NaN in the results of a small call" };
            row = row with { Error = error, Segments = segments };
            if (error > Accuracy.Tolerance(family.Element, KernelTarget.Cuda))
                return row with { Failure = string.Create(CultureInfo.InvariantCulture, $"error {error:0.0e+0}") };
            void Launch() => call.Run(family, timer.Stream);
            BenchTime called = timer.Measure(Launch);
            if (!call.IsComplete())
                return row with { Failure = "an element of the results is NaN or was not written" };
            using CudaGraph graph = CudaGraph.Capture(timer.Stream, Launch);
            return row with { Called = called, Graph = timer.Measure(() => graph.Launch(timer.Stream)) };
        }
        catch (Exception e) when (e is CudaException or PtxException)
        {
            return row with { Failure = e.Message.ReplaceLineEndings(" / ") };
        }
    }

    private static double Error(CudaDevice device, CudaStream stream, BenchShape shape, FamilyKernel family, int segments)
    {
        // Sequences of a batch are cut into equal segments; one sequence into any.
        (OpShape small, OpInputs inputs) = shape.Small(family.Op, sequences: segments > 1 ? 1 : 2);
        return family.Error(device, stream, small, inputs, segments);
    }

    private static double CopyBandwidth(CudaDevice device, BenchTimer timer)
    {
        using DeviceTensor<byte> from = new(device, CopiedBytes), to = new(device, CopiedBytes);
        byte[] random = new byte[CopiedBytes];
        Random.Shared.NextBytes(random);
        from.CopyFrom(random);
        return Math.Round(2e-9 * CopiedBytes / timer.Measure(() => to.CopyFrom(from, timer.Stream)).Median, 3);
    }
}
