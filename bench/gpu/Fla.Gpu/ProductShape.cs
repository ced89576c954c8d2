using System.Text.Json;

namespace Fla.Gpu;

/// <summary>A line of products.json: [m, k] by [k, n] in bf16, timed here and with cuBLAS.</summary>
internal sealed record ProductShape(int M, int N, int K)
{
    public static IReadOnlyList<ProductShape> All { get; } = Read();

    public double Operations => 2.0 * M * N * K;

    public override string ToString() => $"{M}x{N}x{K}";

    private static ProductShape[] Read()
    {
        using Stream stream = typeof(ProductShape).Assembly.GetManifestResourceStream("products.json")!;
        return JsonSerializer.Deserialize<ProductShape[]>(stream, JsonSerializerOptions.Web)!;
    }
}
