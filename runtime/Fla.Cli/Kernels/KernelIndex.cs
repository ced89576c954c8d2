using System.Runtime.CompilerServices;

namespace Fla.Cli;

/// <summary>The compiled variants: the tool's only view of the dispatch tables.</summary>
internal sealed class KernelIndex(IReadOnlyList<KernelInfo> all)
{
    private const int ShortestHash = 6;

    /// <summary>What this build carries.</summary>
    public static KernelIndex ThisBuild { get; } = Load();

    public IReadOnlyList<KernelInfo> All => all;

    /// <summary>The variant with this id, or with a content hash that starts like this.</summary>
    public KernelInfo Find(string idOrHash)
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
    public void CheckPin(string id, KernelTarget target, ElementType element)
    {
        if (target == KernelTarget.Reference)
            return;
        KernelInfo variant = All.FirstOrDefault(v => v.Id == id && v.Target == target)
            ?? throw CliException.Unknown($"{TargetName.Of(target)} variant", id, All.Where(v => v.Target == target).Select(v => v.Id));
        if (variant.Element != element)
            throw new CliException($"variant {id} computes {DtypeName.Of(variant.Element)}: add --dtype {DtypeName.Of(variant.Element)}");
    }

    /// <summary>Kernels and tunables register themselves as their assembly is first used: this uses it.</summary>
    public static void Register() => RuntimeHelpers.RunModuleConstructor(typeof(OpCatalog).Module.ModuleHandle);

    private static KernelIndex Load()
    {
        Register();
        return new([.. KernelRegistry.Tables.SelectMany(table => table.Variants).Select(v => new KernelInfo(
            v.Id, v.Kernel, v.Target, v.Element, v.ContentHash, v.Constants, v.Resources, () => v.Source))]);
    }
}
