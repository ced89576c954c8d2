namespace Fla;

/// <summary>All variants of one kernel in this process, in canonical order.</summary>
public sealed class KernelTable
{
    private readonly Func<VariantSet>[] _sets;

    internal KernelTable(string name, Func<VariantSet>[] sets)
    {
        Name = name;
        _sets = sets;
    }

    /// <summary>The kernel's name.</summary>
    public string Name { get; }

    /// <summary>Its variants, target by target.</summary>
    public IReadOnlyList<KernelVariant> Variants => [.. _sets.SelectMany(static set => set().All)];

    /// <summary>The variant with an id, or null.</summary>
    internal KernelVariant? Find(string id)
    {
        foreach (Func<VariantSet> set in _sets)
        {
            IReadOnlyList<KernelVariant> variants = set().All;
            for (int i = 0; i < variants.Count; i++)
            {
                if (variants[i].Id == id)
                    return variants[i];
            }
        }

        return null;
    }

    internal IEnumerable<string> Problems => _sets.SelectMany(static set => set().Problems);
}
