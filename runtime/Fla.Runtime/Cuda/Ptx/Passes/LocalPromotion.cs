using System.Globalization;

namespace Fla.Cuda;

/// <summary>
/// Turns local memory into registers. ILGPU keeps each operand of inline assembly in a slot of its own; ptxas gives a handful of slots
/// registers, a kernel has thousands. A slot stays when its address goes anywhere but into plain loads and stores.
/// </summary>
internal static class LocalPromotion
{
    public static (PtxModule Module, int Promoted, int Kept) Run(PtxModule module)
    {
        int promoted = 0, kept = 0;
        PtxModule changed = module.Map(function =>
        {
            if (function.Body is not { } body)
                return function;
            LocalSlots slots = new(body);
            Dictionary<LocalCell, string> cells = Name(slots, body);
            promoted += slots.Promotable.Count;
            kept += slots.Count - slots.Promotable.Count;
            PtxBlock rewritten = new Rewriter(slots, cells).Block(body);
            return function with { Body = rewritten with { Statements = [.. Declarations(cells), .. rewritten.Statements] } };
        });
        return (changed, promoted, kept);
    }

    private static Dictionary<LocalCell, string> Name(LocalSlots slots, PtxBlock body)
    {
        HashSet<string> taken = [.. body.Deep.OfType<PtxRegisters>().SelectMany(static r => r.Names).Select(static n => n.Name)];
        string stem = "%slot";
        while (taken.Any(name => name.StartsWith(stem, StringComparison.Ordinal)))
            stem += "_";
        Dictionary<LocalCell, string> names = [];
        Dictionary<int, int> counts = [];
        foreach (LocalCell cell in slots.Cells)
        {
            int index = counts.GetValueOrDefault(cell.Bits);
            counts[cell.Bits] = index + 1;
            names[cell] = string.Create(CultureInfo.InvariantCulture, $"{stem}{cell.Bits}_{index}");
        }

        return names;
    }

    private static IEnumerable<PtxRegisters> Declarations(Dictionary<LocalCell, string> cells) =>
        from cell in cells
        group cell.Value by cell.Key.Bits into width
        orderby width.Key
        let stem = width.First()[..^1]
        select new PtxRegisters(0, string.Create(CultureInfo.InvariantCulture, $".b{width.Key}"), [new(stem, width.Count())]);

    private sealed class Rewriter(LocalSlots slots, Dictionary<LocalCell, string> cells)
    {
        public PtxBlock Block(PtxBlock block) => block with { Statements = [.. block.Statements.SelectMany(Statement)] };

        private IEnumerable<PtxStatement> Statement(PtxStatement statement) => statement switch
        {
            PtxBlock inner => [Block(inner)],
            PtxVariable variable when slots.Promotable.Contains(variable.Name) => [],
            PtxInstruction instruction => Instruction(instruction),
            _ => [statement],
        };

        private PtxInstruction[] Instruction(PtxInstruction instruction)
        {
            if (slots.AddressOf(instruction) is { } slot && slots.Promotable.Contains(slot))
                return [];
            if (LocalAccess.From(instruction) is not { } access || slots.CellOf(access) is not { } cell || !cells.TryGetValue(cell, out string? name))
                return [instruction];
            PtxWord register = new(name);
            PtxOperand[] operands = access.IsStore ? [register, access.Value] : [access.Value, register];
            return [instruction with { Opcode = $"mov.{access.MoveType}", Operands = operands }];
        }
    }
}
