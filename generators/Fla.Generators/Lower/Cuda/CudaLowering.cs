using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Plan.Cuda;
using Fla.Generators.Render;
using Fla.Generators.Specialise;

namespace Fla.Generators.Lower.Cuda;

/// <summary>A variant compiled for CUDA: its code and what a launch needs. Comparable, so that it can be cached.</summary>
internal sealed record CudaVariant(string Id, string TypeName, Variant Variant, string ContentHash, string Source, int Threads, int SharedBytes, EquatableArray<int> Ranks, CostEstimate Cost);

/// <summary>Compiles a variant for NVIDIA GPUs: C# that ILGPU turns into PTX.</summary>
internal static class CudaLowering
{
    public const string Target = "cuda";

    /// <summary>What the blocks of an sm_90 multiprocessor share.</summary>
    private const int SharedOfMultiprocessor = 226 * 1024;

    private const int RegistersOfMultiprocessor = 65536;

    /// <summary>What a thread needs for addresses and numbers on their way; with the tensor cores' operands, and besides what comes of what it carries.</summary>
    private const int OtherRegisters = 60, ProductRegisters = 72;

    public const string HelperFile = "CudaLanes.sbn";

    /// <exception cref="Diagnostics.CompileException">The variant has no form for tensor cores.</exception>
    public static CudaVariant Lower(TemplateModel template, Variant variant, TileProgram program, EquatableArray<int> ranks)
    {
        HashSet<int> operands = [.. Enumerable.Range(0, template.Parameters.Count).Where(i => CudaEmitter.IsOperand(template, variant, i))];
        bool isWide = OperandRange.NeedsTf32(program, variant.Element);
        CudaPlan plan = CudaPlan.Make(program, operands, isWide);
        (string body, string? ahead, int shared, int groupBytes) = CudaEmitter.Emit(template, variant, plan);
        int threads = plan.Distribution.Threads + (plan.Pipeline?.Threads ?? 0);
        string typeName = $"{template.Kernel}_{variant.Suffix.Replace('-', '_')}";
        string id = $"{template.Kernel}/{Target}/{variant.Suffix}";
        string source = Renderer.Render("CudaKernel.sbn", new Dictionary<string, object?>
        {
            ["id"] = id,
            ["type_name"] = typeName,
            ["threads"] = threads,
            ["main_threads"] = plan.Distribution.Threads,
            ["group_threads"] = plan.Pipeline?.Warps * 32,
            ["group_bytes"] = groupBytes,
            ["rows"] = plan.Distribution.TilesPerWarp * Distribution.TileRows,
            ["across"] = plan.Distribution.Across,
            ["across_bits"] = CudaEmitter.Log2(plan.Distribution.Across),
            ["columns"] = plan.Distribution.ColumnsPerWarp,
            ["shared"] = shared,
            ["min_blocks"] = BlocksOf(threads, shared, plan),
            ["arguments"] = ArgumentsName(template),
            ["tf32"] = isWide,
            ["body"] = body,
            ["ahead"] = ahead,
        });
        return new CudaVariant(id, typeName, variant, ContentHash.Of(isWide ? [source, Helpers, Tf32Helpers] : [source, Helpers]), source, threads, shared, ranks, new CudaCostModel(threads, isWide).Estimate(program, plan.Pipeline));
    }

    /// <summary>How many blocks a multiprocessor is to have at once: as many as leave each thread what it carries, and as much for what it does with it.</summary>
    private static int BlocksOf(int threads, int shared, CudaPlan plan)
    {
        int[] several = [4, 2];
        int needed = plan.CarriedNumbers + (plan.HasProducts ? plan.CarriedNumbers + ProductRegisters : OtherRegisters);
        return threads > 128 ? 1 : several.FirstOrDefault(b => b * shared <= SharedOfMultiprocessor && RegistersOfMultiprocessor / (b * threads) >= needed) is var blocks and > 0 ? blocks : 1;
    }

    /// <summary>The struct that a launch passes: raw addresses, lengths and strides.</summary>
    public static string Arguments(TemplateModel template) => Renderer.Render("CudaArguments.sbn", new Dictionary<string, object?>
    {
        ["kernel"] = template.Kernel,
        ["name"] = ArgumentsName(template),
        ["parameters"] = template.RuntimeParameters.Select(static p => (object)new Dictionary<string, object?>
        {
            ["name"] = p.CodeName,
            ["type"] = p.Kind != ParameterKind.Scalar ? "CudaTensor" : p.TypeCode == "bool" ? "int" : p.TypeCode,
        }).ToList(),
    });

    public static string Helpers => Renderer.Render(HelperFile, new Dictionary<string, object?>());

    /// <summary>What variants with fp32 operands call besides: a file of its own, as others do not change with it.</summary>
    public static string Tf32Helpers => Renderer.Render("CudaLanesTf32.sbn", new Dictionary<string, object?>());

    public static string ArgumentsName(TemplateModel template) => $"{template.Kernel}_cuda_arguments";
}
