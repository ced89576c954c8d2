using System.ComponentModel;

namespace Fla;

/// <summary>The kernels of all loaded assemblies. Emitted code registers each table when its assembly is first used.</summary>
public static class KernelRegistry
{
    private static readonly Lock Gate = new();
    private static KernelTable[] s_tables = [];

    /// <summary>The tables, by kernel name.</summary>
    public static IReadOnlyList<KernelTable> Tables => s_tables;

    /// <summary>For emitted code. A second table of the same name replaces the first.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register(string name, Func<IReadOnlyList<KernelVariant>> variants)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(variants);
        lock (Gate)
        {
            s_tables = [.. s_tables.Where(t => t.Name != name).Append(new KernelTable(name, variants)).OrderBy(static t => t.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>The variant with an id, or null.</summary>
    public static KernelVariant? Find(string id) =>
        s_tables.SelectMany(static t => t.Variants).FirstOrDefault(v => v.Id == id);
}
