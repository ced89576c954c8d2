namespace Fla.Cli;

/// <summary>The compiled variants of this build: the tool's only view of the dispatch tables.</summary>
internal static class KernelIndex
{
    private const int ShortestHash = 6;

    public static IReadOnlyList<KernelInfo> All { get; } = [];

    /// <summary>The variant with this id, or with a content hash that starts like this.</summary>
    public static KernelInfo Find(string idOrHash)
    {
        KernelInfo[] found = [.. All.Where(v => v.Id == idOrHash)];
        if (found.Length == 0 && idOrHash.Length >= ShortestHash)
            found = [.. All.Where(v => v.ContentHash.StartsWith(idOrHash, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw CliException.Unknown("variant", idOrHash, All.Select(v => v.Id)),
            _ => throw new CliException($"'{idOrHash}' fits {found.Length} variants: {string.Join(", ", found.Take(3).Select(v => v.Id))}…"),
        };
    }

    /// <summary>Says at once when a pinned variant cannot be meant; whether it fits the shape is the op's to say.</summary>
    public static void CheckPin(string id, KernelTarget target, ElementType element)
    {
        if (target == KernelTarget.Reference)
            return;
        KernelInfo variant = All.FirstOrDefault(v => v.Id == id && v.Target == target)
            ?? throw CliException.Unknown($"{TargetName.Of(target)} variant", id, All.Where(v => v.Target == target).Select(v => v.Id));
        if (variant.Element != element)
            throw new CliException($"variant {id} computes {DtypeName.Of(variant.Element)}: add --dtype {DtypeName.Of(variant.Element)}");
    }
}
