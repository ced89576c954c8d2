using Fla.Generators.Model;
using Fla.Generators.Render;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>A pass as text, named by its content.</summary>
internal sealed record PassText(string Name, string Code);

/// <summary>
/// The passes of one template at one width. Variants that do the same work share the method: most passes of two element types, and
/// many of two gates, are alike.
/// </summary>
internal sealed class PassPool
{
    private readonly Dictionary<string, PassText> passes = [];
    private readonly List<string> used = [];

    /// <summary>All passes, by name.</summary>
    public EquatableArray<PassText> All => passes.Values.OrderBy(static p => p.Name, StringComparer.Ordinal).ToEquatable();

    public string Add(string kind, string parameters, string body)
    {
        string name = $"{kind}_{ContentHash.Of([parameters, body]).Substring(0, 12)}";
        used.Add(name);
        if (!passes.ContainsKey(name))
        {
            CodeWriter writer = new(indent: 2);
            writer.Line("[MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]");
            writer.Open($"internal static void {name}({parameters})");
            passes[name] = new PassText(name, writer + body + "        }\n");
        }

        return name;
    }

    /// <summary>The passes added since the last call, each once, in the order of their use.</summary>
    public IReadOnlyList<PassText> TakeUsed()
    {
        List<PassText> taken = used.Distinct().Select(n => passes[n]).ToList();
        used.Clear();
        return taken;
    }
}
