using System.ComponentModel;
using System.Reflection;

namespace Fla;

/// <summary>The kernels of all loaded assemblies. Emitted code registers each table when its assembly is first used.</summary>
public static class KernelRegistry
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, ExtensionList> s_extensions = [];
    private static volatile KernelTable[] s_tables = [];
    private static volatile Assembly[] s_evidence = [];

    /// <summary>The tables, by kernel name.</summary>
    public static IReadOnlyList<KernelTable> Tables => s_tables;

    /// <summary>Variants that an assembly brings for a kernel of another, and that cannot run: one line for each reason.</summary>
    public static IReadOnlyList<string> Problems => [.. s_tables.SelectMany(static t => t.Problems)];

    /// <summary>The assemblies that may hold an embedded <c>fla.tune.lock</c>, in the order in which they were loaded.</summary>
    public static IReadOnlyList<Assembly> EvidenceAssemblies => s_evidence;

    /// <summary>For emitted code: the variants of a kernel, a set for each target. A second table of the same name replaces the first.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register(string name, params Func<VariantSet>[] sets)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(sets);
        lock (Gate)
        {
            s_tables = [.. s_tables.Where(t => t.Name != name).Append(new KernelTable(name, sets)).OrderBy(static t => t.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// For emitted code: adds a variant to a kernel of another assembly, now or when that is loaded. One with the id and the hash of a
    /// variant that is there is ignored; with another hash it takes that one's place.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Extend(string kernel, KernelExtension extension)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(extension);
        lock (Gate)
        {
            ExtensionsOf(kernel).Add(extension);
        }
    }

    /// <summary>For emitted code: an assembly with kernels, which may hold what was measured of them.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void RegisterEvidence(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (Gate)
        {
            if (!s_evidence.Contains(assembly))
                s_evidence = [.. s_evidence, assembly];
        }
    }

    /// <summary>The variant with an id, or null.</summary>
    public static KernelVariant? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        int slash = id.IndexOf('/', StringComparison.Ordinal);
        foreach (KernelTable table in s_tables)
        {
            if (slash == table.Name.Length && id.StartsWith(table.Name, StringComparison.Ordinal) && table.Find(id) is { } variant)
                return variant;
        }

        return null;
    }

    internal static ExtensionList ExtensionsOf(string kernel)
    {
        lock (Gate)
        {
            if (!s_extensions.TryGetValue(kernel, out ExtensionList? list))
                s_extensions[kernel] = list = new ExtensionList();
            return list;
        }
    }
}
