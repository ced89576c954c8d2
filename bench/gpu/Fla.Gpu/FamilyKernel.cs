using System.Globalization;
using System.Reflection;
using Fla.Cuda;
using Fla.Generated;

namespace Fla.Gpu;

/// <summary>An emitted kernel of the delta family.</summary>
/// <param name="Type">The emitted class.</param>
internal sealed record FamilyKernel(Type Type)
{
    /// <summary>All of this build.</summary>
    public static FamilyKernel[] All { get; } = [.. typeof(CudaTensor).Assembly.GetTypes()
        .Where(static t => t.Name.StartsWith("delta_", StringComparison.Ordinal) && t.Name.EndsWith("_cuda", StringComparison.Ordinal))
        .OrderBy(static t => t.Name, StringComparer.Ordinal)
        .Select(static t => new FamilyKernel(t))];

    public string Name => Type.Name[..^"_cuda".Length];

    public bool IsChunked => Name.StartsWith("delta_chunk", StringComparison.Ordinal);

    public ElementType Element => Parts[2] == "f16" ? ElementType.Float16 : ElementType.BFloat16;

    public int K => int.Parse(Parts[3].AsSpan(1), CultureInfo.InvariantCulture);

    /// <summary>Columns of V that a block computes.</summary>
    public int Slice => int.Parse(Parts[4].AsSpan(2), CultureInfo.InvariantCulture);

    public OpDescriptor Op
    {
        get
        {
            OpCatalog.TryFind(Parts[^1] switch { "None" => "delta_rule", "PerHead" => "gated_delta_rule", _ => "kda" }, out OpDescriptor? op);
            return op!;
        }
    }

    private string[] Parts => Name.Split('_');

    public CudaKernelSource Source => new()
    {
        Id = Name,
        Method = Method,
        ContentHash = CudaKernelSource.HashOf(Method),
        Threads = Constant("Threads"),
        SharedBytes = Constant("SharedBytes"),
        MinBlocks = Constant("MinBlocks"),
    };

    private MethodInfo Method => Type.GetMethod("Run")!;

    private int Constant(string name) => (int)Type.GetField(name)!.GetRawConstantValue()!;
}
