using System.Globalization;

namespace Fla.Cuda;

/// <summary>A plain load or store of local memory: <c>st.local.b32 [%rd7], %r5;</c>.</summary>
internal sealed record LocalAccess(bool IsStore, string Base, long Offset, int Bits, PtxWord Value)
{
    private static readonly Dictionary<string, int> s_bits = new()
    {
        ["b16"] = 16,
        ["u16"] = 16,
        ["s16"] = 16,
        ["b32"] = 32,
        ["u32"] = 32,
        ["s32"] = 32,
        ["f32"] = 32,
        ["b64"] = 64,
        ["u64"] = 64,
        ["s64"] = 64,
        ["f64"] = 64,
    };

    /// <summary>A number that is moved must be of the type that it is written in.</summary>
    public string MoveType => Value.Text.StartsWith("0f", StringComparison.OrdinalIgnoreCase) ? "f32"
        : Value.Text.StartsWith("0d", StringComparison.OrdinalIgnoreCase) ? "f64"
        : string.Create(CultureInfo.InvariantCulture, $"b{Bits}");

    public static LocalAccess? From(PtxInstruction instruction)
    {
        string[] parts = instruction.Opcode.Split('.');
        if (parts is not ["ld" or "st", "local", string type] || !s_bits.TryGetValue(type, out int bits) || instruction.Operands.Length != 2)
            return null;
        bool store = parts[0] == "st";
        (PtxOperand address, PtxOperand value) = store
            ? (instruction.Operands[0], instruction.Operands[1])
            : (instruction.Operands[1], instruction.Operands[0]);
        return value is PtxWord word && address is PtxGroup { Open: '[', Items: [var place] } && Place(place) is var (name, offset)
            ? new(store, name, offset, bits, word)
            : null;
    }

    private static (string Base, long Offset)? Place(PtxOperand place) => place switch
    {
        PtxWord word => (word.Text, 0),
        PtxPair { Left: PtxWord word, Mark: '+', Right: PtxWord distance }
            when long.TryParse(distance.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long offset) => (word.Text, offset),
        _ => null,
    };
}
