using System.Globalization;

namespace Fla.Cuda;

/// <summary>
/// Names without ILGPU's node numbers, which depend on what the process compiled before: <c>L_1189983</c> becomes <c>L_0</c>,
/// counted in the order of declaration. Entries and what is external keep their names.
/// </summary>
internal static class CanonicalNames
{
    public static PtxModule Run(PtxModule module)
    {
        Dictionary<string, string> names = [];
        Dictionary<string, int> counts = [];
        foreach (string declared in module.Items.SelectMany(Declared))
        {
            if (names.ContainsKey(declared) || Stem(declared) is not { } stem)
                continue;
            int index = counts.GetValueOrDefault(stem);
            counts[stem] = index + 1;
            names[declared] = string.Create(CultureInfo.InvariantCulture, $"{stem}_{index}");
        }

        return module with { Items = [.. module.Items.Select(i => new Renamer(names).Statement(i))] };
    }

    private static IEnumerable<string> Declared(PtxStatement item) => item switch
    {
        PtxVariable variable => variable.Attributes.Contains(".extern") ? [] : [variable.Name],
        PtxLabel label => [label.Name],
        PtxFunction function => [
            .. function.IsEntry || function.Attributes.Contains(".extern") ? (string[])[] : [function.Name],
            .. function.Results.Concat(function.Parameters).Select(static p => p.Name),
            .. function.Body?.Deep.SelectMany(Declared) ?? []],
        _ => [],
    };

    private static string? Stem(string name)
    {
        int end = name.LastIndexOf('_');
        return end > 0 && end < name.Length - 1 && !name.AsSpan(end + 1).ContainsAnyExceptInRange('0', '9') ? name[..end] : null;
    }

    private sealed class Renamer(Dictionary<string, string> names)
    {
        public PtxStatement Statement(PtxStatement statement) => statement switch
        {
            PtxFunction function => function with
            {
                Name = Name(function.Name),
                Results = [.. function.Results.Select(Variable)],
                Parameters = [.. function.Parameters.Select(Variable)],
                Body = function.Body is { } body ? (PtxBlock)Statement(body) : null,
            },
            PtxBlock block => block with { Statements = [.. block.Statements.Select(Statement)] },
            PtxVariable variable => Variable(variable),
            PtxLabel label => label with { Name = Name(label.Name) },
            PtxBranchTargets targets => targets with { Labels = [.. targets.Labels.Select(Name)] },
            PtxInstruction instruction => instruction with { Operands = [.. instruction.Operands.Select(o => o.Rename(Name))] },
            _ => statement,
        };

        private PtxVariable Variable(PtxVariable variable) =>
            variable with { Name = Name(variable.Name), Values = variable.Values is { } values ? [.. values.Select(Name)] : null };

        private string Name(string name) => names.GetValueOrDefault(name, name);
    }
}
