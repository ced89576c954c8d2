using System.Globalization;

namespace Fla.Cuda;

/// <summary>The widths of a function's registers, to see that a load or store neither widens nor cuts.</summary>
internal sealed class RegisterWidths
{
    private static readonly char[] s_digits = [.. "0123456789"];

    private readonly Dictionary<string, int> _stems = [];
    private readonly Dictionary<string, int> _singles = [];

    public RegisterWidths(PtxBlock body)
    {
        foreach (PtxRegisters registers in body.Deep.OfType<PtxRegisters>())
            foreach (PtxRegisterName name in registers.Names)
                Add(name.Count is null ? _singles : _stems, name.Name, Bits(registers.Type));
    }

    public bool Fits(LocalAccess access)
    {
        string value = access.Value.Text;
        if (value[0] != '%')
            return access.IsStore && (value[0] == '-' || char.IsAsciiDigit(value[0])) && !IsFloatOfOtherWidth(access);
        return (_singles.TryGetValue(value, out int bits) || _stems.TryGetValue(value.TrimEnd(s_digits), out bits)) && bits == access.Bits;
    }

    private static bool IsFloatOfOtherWidth(LocalAccess access) => access.MoveType is "f32" && access.Bits != 32 || access.MoveType is "f64" && access.Bits != 64;

    /// <summary>A name that an inner block declares anew with another width fits nothing.</summary>
    private static void Add(Dictionary<string, int> widths, string name, int bits)
    {
        if (!widths.TryAdd(name, bits) && widths[name] != bits)
            widths[name] = 0;
    }

    private static int Bits(string type) => int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int bits) ? bits : 0;
}
