namespace Fla.Cli;

/// <summary>The tables of <c>fla list</c>.</summary>
internal static class ListTables
{
    public static void Print(IReadOnlyList<KernelInfo> variants)
    {
        TextTable.PrintFacts([.. OpCatalog.All.SelectMany(Facts)]);
        if (variants.Count > 0)
            Table(variants).Print();
        Console.WriteLine($"{variants.Count} compiled variants; the target reference interprets the templates at any shape.");
    }

    private static (string, string)[] Facts(OpDescriptor op) =>
    [
        (op.Name, op.Summary),
        ("", $"reads {string.Join(", ", op.Inputs.Select(t => t.Optional ? $"{t.Name} (optional)" : t.Name))}{(op.HasLayers ? ", --layer" : "")}"),
    ];

    private static TextTable Table(IReadOnlyList<KernelInfo> variants)
    {
        var table = new TextTable("variant", "target", "dtype", ">memory", ">threads", ">passes", ">products", "hash");
        foreach (KernelInfo v in variants)
        {
            table.Add(
                v.Id, TargetName.Of(v.Target), DtypeName.Of(v.Element),
                Format.Bytes(v.Resources.ScratchBytes + v.Resources.SharedBytes), OnGpu(v, v.Resources.Threads),
                OnCpu(v, v.Resources.Passes), OnCpu(v, v.Resources.Products), Format.Hash(v.ContentHash));
        }

        return table;
    }

    private static string OnCpu(KernelInfo variant, int number) => variant.Target == KernelTarget.Cpu ? $"{number}" : "";

    private static string OnGpu(KernelInfo variant, int number) => variant.Target == KernelTarget.Cuda ? $"{number}" : "";
}
