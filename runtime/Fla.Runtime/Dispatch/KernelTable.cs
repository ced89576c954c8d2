namespace Fla;

/// <summary>All variants of one kernel in this build, in canonical order.</summary>
public sealed class KernelTable
{
    private readonly Func<IReadOnlyList<KernelVariant>> _variants;

    internal KernelTable(string name, Func<IReadOnlyList<KernelVariant>> variants)
    {
        Name = name;
        _variants = variants;
    }

    /// <summary>The kernel's name.</summary>
    public string Name { get; }

    /// <summary>Its variants.</summary>
    public IReadOnlyList<KernelVariant> Variants => _variants();
}
