using System.ComponentModel;
using System.Reflection;

namespace Fla;

/// <summary>The variants of one kernel for one target: those that its assembly was built with, and those that others added.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariantSet
{
    private protected VariantSet()
    {
    }

    /// <summary>All of them, in canonical order.</summary>
    public abstract IReadOnlyList<KernelVariant> All { get; }

    /// <summary>Why extensions were left out.</summary>
    public abstract IReadOnlyList<string> Problems { get; }
}

/// <summary>For emitted code. Extensions may come at any time and from any thread: each reader sees the set before or after.</summary>
/// <typeparam name="T">The kernel's own class of variants.</typeparam>
/// <param name="kernel">The kernel's name.</param>
/// <param name="signature">The hash of the template's parameters.</param>
/// <param name="target">The target.</param>
/// <param name="own">Makes the variants of the kernel's own assembly.</param>
/// <param name="create">Makes a variant of an extension.</param>
/// <param name="order">Compares the constants of two variants.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class VariantSet<T>(
    string kernel, string signature, KernelTarget target, Func<T[]> own, Func<KernelExtension, T> create, Comparison<T> order) : VariantSet where T : KernelVariant
{
    private readonly Lock _gate = new();
    private readonly ExtensionList _extensions = KernelRegistry.ExtensionsOf(kernel);
    private readonly Lazy<T[]> _own = new(own);
    private volatile Snapshot? _snapshot;

    /// <inheritdoc/>
    public override IReadOnlyList<T> All => Current.Variants;

    /// <summary>All of them, to walk without an allocation.</summary>
    public ReadOnlySpan<T> Span => Current.Variants;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => Current.Problems;

    private Snapshot Current => _snapshot is { } known && known.Extensions == _extensions.Items ? known : Refresh();

    private Snapshot Refresh()
    {
        lock (_gate)
        {
            KernelExtension[] extensions = _extensions.Items;
            if (_snapshot is { } known && known.Extensions == extensions)
                return known;
            Dictionary<string, T> variants = _own.Value.ToDictionary(static v => v.Id);
            foreach (KernelExtension extension in extensions.Where(e => e.Code.Target == target && e.Signature == signature))
            {
                // What is there already stays: a variant that somebody holds is the one in the list.
                T? there = _snapshot?.Variants.FirstOrDefault(v => v.Id == extension.Id) ?? variants.GetValueOrDefault(extension.Id);
                variants[extension.Id] = there?.ContentHash == extension.ContentHash ? there : create(extension);
            }

            return _snapshot = new Snapshot(extensions, Sorted(variants), Explain(extensions));
        }
    }

    private T[] Sorted(Dictionary<string, T> variants) => variants.Count == _own.Value.Length
        ? [.. _own.Value.Select(v => variants[v.Id])]
        : [.. variants.Values.Order(Comparer<T>.Create((a, b) => a.Element == b.Element ? order(a, b) : a.Element.CompareTo(b.Element)))];

    private string[] Explain(KernelExtension[] extensions) =>
        [.. extensions.Where(e => e.Code.Target == target && e.Signature != signature).GroupBy(static e => e.Origin).Select(refused =>
            $"{refused.Count()} variants of kernel {kernel} in {Name(refused.Key)} are left out: they were compiled from a template with other parameters "
            + $"than the one in {Name(typeof(T).Assembly)}. The two come from different versions of its package: build {refused.Key.GetName().Name} again with the version that it runs with.")];

    private static string Name(Assembly assembly) => $"{assembly.GetName().Name} {assembly.GetName().Version}";

    private sealed record Snapshot(KernelExtension[] Extensions, T[] Variants, string[] Problems);
}
