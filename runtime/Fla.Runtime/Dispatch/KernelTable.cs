namespace Fla;

/// <summary>All variants of one kernel in this process, in canonical order.</summary>
public sealed class KernelTable
{
    private readonly Func<VariantSet> _variants;

    internal KernelTable(string name, Func<VariantSet> variants)
    {
        Name = name;
        _variants = variants;
    }

    /// <summary>The kernel's name.</summary>
    public string Name { get; }

    /// <summary>Its variants.</summary>
    public IReadOnlyList<KernelVariant> Variants => _variants().All;

    internal IReadOnlyList<string> Problems => _variants().Problems;
}
