namespace Fla.Cuda;

/// <summary>A part of a slot that is always read and written whole.</summary>
internal sealed record LocalCell(string Slot, long Offset, int Bits);

/// <summary>The local memory of a function, and which of it could as well be registers.</summary>
internal sealed class LocalSlots
{
    private readonly Dictionary<string, long> _sizes = [];
    private readonly Dictionary<string, string> _slotOf = [];
    private readonly HashSet<string> _escaped = [];
    private readonly List<LocalCell> _cells = [];

    public LocalSlots(PtxBlock body)
    {
        foreach (PtxVariable variable in body.Deep.OfType<PtxVariable>())
            if (variable is { Attributes: [".local", ..], Length: > 0 } && variable.Attributes[^1] == ".b8" && !_sizes.TryAdd(variable.Name, variable.Length.Value))
                _escaped.Add(variable.Name);
        RegisterWidths widths = new(body);
        List<LocalAccess> accesses = Accesses(body);
        foreach (LocalAccess access in accesses)
            if (_slotOf.TryGetValue(access.Base, out string? slot) && !widths.Fits(access))
                _escaped.Add(slot);
        foreach (string register in _slotOf.Keys.Where(_escaped.Contains).ToList())
            _escaped.Add(_slotOf[register]);
        Promotable = [.. _sizes.Keys.Where(slot => !_escaped.Contains(slot))];
        foreach (IGrouping<string, LocalAccess> slot in accesses.Where(a => _slotOf.ContainsKey(a.Base)).GroupBy(a => _slotOf[a.Base]))
            Split(slot.Key, slot);
    }

    public int Count => _sizes.Count;

    /// <summary>Slots that become registers, in the order of their declarations where it matters: <see cref="Cells"/>.</summary>
    public HashSet<string> Promotable { get; }

    /// <summary>What becomes a register each, in the order of first use.</summary>
    public IReadOnlyList<LocalCell> Cells => _cells;

    /// <summary>The slot whose address an instruction takes.</summary>
    public string? AddressOf(PtxInstruction instruction) =>
        instruction is { Predicate: null, Opcode: "mov.b64" or "mov.u64", Operands: [PtxWord, PtxWord symbol] } && _sizes.ContainsKey(symbol.Text) ? symbol.Text : null;

    public LocalCell? CellOf(LocalAccess access) => _slotOf.TryGetValue(access.Base, out string? slot) ? new(slot, access.Offset, access.Bits) : null;

    /// <summary>
    /// Collects loads and stores. Whatever else names a register or slot makes it escape, and a second definition is such a mention:
    /// no order of execution has to be known.
    /// </summary>
    private List<LocalAccess> Accesses(PtxBlock body)
    {
        List<LocalAccess> accesses = [];
        foreach (PtxInstruction instruction in body.Deep.OfType<PtxInstruction>())
        {
            if (AddressOf(instruction) is { } slot)
            {
                string register = ((PtxWord)instruction.Operands[0]).Text;
                if (!_slotOf.TryAdd(register, slot))
                    _escaped.UnionWith([register, slot]);
            }
            else if (LocalAccess.From(instruction) is { } access)
            {
                accesses.Add(access);
                _escaped.UnionWith([access.Value.Text, .. instruction.Predicate?.Words ?? []]);
                if (_sizes.ContainsKey(access.Base))
                    _escaped.Add(access.Base);
            }
            else
            {
                _escaped.UnionWith(instruction.Words);
            }
        }

        return accesses;
    }

    /// <summary>Parts of a slot become registers when each is always accessed at one width and none overlap.</summary>
    private void Split(string slot, IEnumerable<LocalAccess> accesses)
    {
        if (!Promotable.Contains(slot))
            return;
        List<LocalCell> cells = [.. accesses.Select(a => new LocalCell(slot, a.Offset, a.Bits)).Distinct()];
        long free = 0;
        foreach (LocalCell cell in cells.OrderBy(static c => c.Offset))
        {
            if (cell.Offset < free)
            {
                Promotable.Remove(slot);
                return;
            }

            free = cell.Offset + cell.Bits / 8;
        }

        if (free > _sizes[slot])
            Promotable.Remove(slot);
        else
            _cells.AddRange(cells);
    }
}
