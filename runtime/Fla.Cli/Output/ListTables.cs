namespace Fla.Cli;

/// <summary>The tables of <c>fla list</c>.</summary>
internal static class ListTables
{
    public static void Print(IReadOnlyList<KernelInfo> variants)
    {
        var ops = new TextTable("op", "inputs", "recurrence");
        foreach (OpDescriptor op in OpCatalog.All)
            ops.Add(op.Name, string.Join(", ", op.Inputs.Select(t => t.Optional ? $"{t.Name}?" : t.Name)), op.Summary);
        ops.Print();

        var table = new TextTable("variant", "kernel", "target", "dtype", "constants", ">scratch", ">passes", ">products", "hash");
        foreach (KernelInfo v in variants)
        {
            table.Add(
                v.Id, v.Kernel, TargetName.Of(v.Target), DtypeName.Of(v.Element),
                string.Join(' ', v.Constants.Select(c => $"{c.Key}={c.Value}")),
                Format.Bytes(v.Resources.ScratchBytes), $"{v.Resources.Passes}", $"{v.Resources.Products}", Format.Hash(v.ContentHash));
        }

        table.Print();
        Console.WriteLine($"{variants.Count} compiled variants; the target reference interprets the templates at any shape.");
    }
}
