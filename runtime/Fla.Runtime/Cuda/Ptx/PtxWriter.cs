using System.Globalization;
using System.Text;

namespace Fla.Cuda;

/// <summary>Writes a module, one statement a line: the same module, the same text.</summary>
internal static class PtxWriter
{
    public static string Write(PtxModule module)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $".version {module.Version}\n.target {module.Target}\n.address_size {module.AddressSize}\n\n");
        Items(text, module);
        return text.ToString();
    }

    /// <summary>The module without what says where it runs.</summary>
    public static string WithoutHeader(PtxModule module)
    {
        StringBuilder text = new();
        Items(text, module);
        return text.ToString();
    }

    private static void Items(StringBuilder text, PtxModule module)
    {
        foreach (PtxStatement item in module.Items)
        {
            if (item is PtxFunction function)
                Function(text, function);
            else
                Statement(text, item, "");
        }
    }

    private static void Function(StringBuilder text, PtxFunction function)
    {
        text.Append('\n').AppendJoin(' ', function.Attributes).Append(' ');
        if (function.Results.Length > 0)
            text.Append('(').AppendJoin(", ", function.Results.Select(Variable)).Append(") ");
        text.Append(function.Name).Append('(');
        text.AppendJoin(',', function.Parameters.Select(static p => $"\n\t{Variable(p)}")).Append(function.Parameters.Length > 0 ? "\n)" : ")");
        foreach (PtxHint hint in function.Hints)
            text.Append('\n').Append(hint.Name).Append(' ').AppendJoin(", ", hint.Values);
        if (function.Body is { } body)
            Statement(text.Append('\n'), body, "");
        else
            text.Append(";\n");
    }

    private static void Statement(StringBuilder text, PtxStatement statement, string indent)
    {
        if (statement is PtxBlock block)
        {
            text.Append(indent).Append("{\n");
            foreach (PtxStatement inner in block.Statements)
                Statement(text, inner, indent + "\t");
            text.Append(indent).Append("}\n");
            return;
        }

        _ = statement switch
        {
            PtxLabel label => text.Append(indent.AsSpan(1)).Append(label.Name).Append(':'),
            PtxRegisters registers => text.Append(indent).Append(".reg ").Append(registers.Type).Append(' ').AppendJoin(", ", registers.Names.Select(Register)).Append(';'),
            PtxVariable variable => text.Append(indent).Append(Variable(variable)).Append(';'),
            PtxBranchTargets targets => text.Append(indent).Append(".branchtargets ").AppendJoin(", ", targets.Labels).Append(';'),
            PtxPragma pragma => text.Append(indent).Append(".pragma ").Append(pragma.Text).Append(';'),
            PtxInstruction instruction => Instruction(text.Append(indent), instruction),
            _ => throw new InvalidOperationException($"{statement.GetType().Name} has no text."),
        };
        text.Append('\n');
    }

    private static StringBuilder Instruction(StringBuilder text, PtxInstruction instruction)
    {
        if (instruction.Predicate is { } predicate)
            text.Append('@').Append(predicate).Append(' ');
        text.Append(instruction.Opcode);
        for (int i = 0; i < instruction.Operands.Length; i++)
            text.Append(i == 0 ? " " : ", ").Append(instruction.Operands[i]);
        return text.Append(';');
    }

    private static string Register(PtxRegisterName name) => name.Count is { } count ? string.Create(CultureInfo.InvariantCulture, $"{name.Name}<{count}>") : name.Name;

    private static string Variable(PtxVariable variable)
    {
        string length = variable.Length switch { null => "", -1 => "[]", { } n => string.Create(CultureInfo.InvariantCulture, $"[{n}]") };
        string values = variable.Values is { } elements ? $" = {{{string.Join(", ", elements)}}}" : "";
        return $"{string.Join(' ', variable.Attributes)} {variable.Name}{length}{values}";
    }
}
