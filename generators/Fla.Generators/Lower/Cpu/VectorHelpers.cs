using Fla.Generators.Render;

namespace Fla.Generators.Lower.Cpu;

/// <summary>The vector functions that emitted kernels inline: one class a width, from one template. Part of every content hash.</summary>
internal static class VectorHelpers
{
    public static IReadOnlyList<string> Sources { get; } = VectorWidth.All
        .Select(static width => Renderer.Render("CpuLanes.sbn", new Dictionary<string, object?>
        {
            ["bits"] = width.Bits,
            ["half"] = width.Bits / 2,
            ["lanes"] = width.Lanes,
            ["doubles"] = width.Lanes / 2,
            ["iota"] = string.Join(", ", Enumerable.Range(0, width.Lanes).Select(static i => i + "f")),
        }))
        .Concat([Renderer.Render("CpuShared.sbn", new Dictionary<string, object?>())])
        .ToList();

    public static IReadOnlyList<string> Names { get; } = VectorWidth.All.Select(static w => w.HelperClass).Concat(["Lanes"]).ToList();
}
