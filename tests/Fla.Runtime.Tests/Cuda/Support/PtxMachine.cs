using System.Globalization;
using Fla.Cuda;

namespace Fla.Tests.Cuda;

/// <summary>Runs the few instructions that the property tests use, and writes down every store to global memory.</summary>
internal sealed class PtxMachine
{
    private readonly Dictionary<string, ulong> _registers = [];
    private readonly Dictionary<string, ulong> _symbols = [];
    private readonly byte[] _memory = new byte[4096];
    private readonly List<string> _trace = [];

    public static string Run(string text)
    {
        PtxMachine machine = new();
        machine.Execute(PtxParser.Parse(text).Functions.Single().Body!.Statements);
        return string.Join('\n', machine._trace);
    }

    private void Execute(PtxStatement[] statements)
    {
        ulong free = 64;
        foreach (PtxVariable variable in statements.OfType<PtxVariable>())
        {
            _symbols[variable.Name] = free;
            free += (ulong)variable.Length!.Value + 16;
        }

        for (int at = 0, steps = 0; at < statements.Length; at++)
        {
            Assert.True(++steps < 10_000, "the program does not end");
            if (statements[at] is PtxInstruction instruction && Holds(instruction.Predicate))
                at = Step(instruction, statements) ?? at;
        }
    }

    private bool Holds(PtxOperand? predicate) => predicate switch
    {
        null => true,
        PtxNot not => _registers[not.Inner.ToString()!] == 0,
        _ => _registers[predicate.ToString()!] != 0,
    };

    private int? Step(PtxInstruction instruction, PtxStatement[] statements)
    {
        PtxOperand[] o = instruction.Operands;
        string[] parts = instruction.Opcode.Split('.');
        int bits = int.TryParse(parts[^1].AsSpan(1), out int width) ? width : 0;
        switch (parts)
        {
            case ["mov", _]:
                Set(o[0], Value(o[1]), bits);
                break;
            case ["add", _]:
                Set(o[0], Value(o[1]) + Value(o[2]), bits);
                break;
            case ["setp", "lt", _]:
                Set(o[0], (int)Value(o[1]) < (int)Value(o[2]) ? 1u : 0, 64);
                break;
            case ["bra"]:
                return Array.FindIndex(statements, s => s is PtxLabel label && label.Name == o[0].ToString());
            case ["st", "local", _]:
                BitConverter.TryWriteBytes(_memory.AsSpan(Place(o[0])), Value(o[1]) & Mask(bits) | At(Place(o[0])) & ~Mask(bits));
                break;
            case ["ld", "local", _]:
                Set(o[0], At(Place(o[1])), bits);
                break;
            case ["st", "global", _]:
                _trace.Add($"{o[0]} = {Value(o[1]) & Mask(bits)}");
                break;
            default:
                throw new InvalidOperationException(instruction.Opcode);
        }

        return null;
    }

    private static ulong Mask(int bits) => ulong.MaxValue >> (64 - bits);

    private ulong At(int place) => BitConverter.ToUInt64(_memory, place);

    private void Set(PtxOperand register, ulong value, int bits) => _registers[register.ToString()!] = value & Mask(bits);

    private int Place(PtxOperand address) => ((PtxGroup)address).Items.Single() switch
    {
        PtxPair pair => (int)(Value(pair.Left) + Value(pair.Right)),
        PtxOperand word => (int)Value(word),
    };

    private ulong Value(PtxOperand operand)
    {
        string text = operand.ToString()!;
        return text.StartsWith("0f", StringComparison.Ordinal) ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, null)
            : text[0] == '%' ? _registers[text]
            : _symbols.TryGetValue(text, out ulong address) ? address
            : ulong.Parse(text, CultureInfo.InvariantCulture);
    }
}
