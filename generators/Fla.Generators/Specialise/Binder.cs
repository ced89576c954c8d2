using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Fla.Generators.Parse;

namespace Fla.Generators.Specialise;

/// <summary>Enumerates a template's variants: the product of its constants, pruned by its constraints.</summary>
internal static class Binder
{
    public static IReadOnlyList<Variant> Bind(TemplateModel template, CompilerOptions options)
    {
        List<BoundConstant[]> rows = [[]];
        foreach (ParameterModel parameter in template.Constants)
        {
            IReadOnlyList<ConstantValue> values = Values(parameter, options);
            List<BoundConstant[]> next = [];
            foreach (BoundConstant[] row in rows)
            {
                foreach (ConstantValue value in values)
                    next.Add([.. row, new BoundConstant(parameter.Name, parameter.Constant!.Kind, value)]);
            }

            // A product that no constraint could bring down to a sane number.
            if (next.Count > 100_000)
                throw new CompileException(Descriptors.VariantBudgetExceeded, 0, template.Method, "over 100000", options.VariantBudget.ToString());
            rows = next;
        }

        IReadOnlyList<Constraint> constraints = template.Constraints.Where(c => c.Target is null || c.Target == options.Target).Select(c => Constraint.Parse(c, template)).ToList();
        IReadOnlyList<string> elements = template.ElementParameter is null ? ["float"] : template.Elements;
        List<Variant> kept = elements
            .SelectMany(element => rows.Where(row => constraints.All(c => c.Holds(element, row))).Select(row => new Variant(element, row.ToEquatable())))
            .ToList();
        if (kept.Count == 0 && !template.LeavesOut(options.Target))
            throw new CompileException(Descriptors.NoSurvivingVariant, 0, template.Method, "its [Where] constraints reject every combination of its constants");
        if (kept.Count > options.VariantBudget)
            throw new CompileException(Descriptors.VariantBudgetExceeded, 0, template.Method, kept.Count.ToString(), options.VariantBudget.ToString());
        return kept;
    }

    private static IReadOnlyList<ConstantValue> Values(ParameterModel parameter, CompilerOptions options)
    {
        ConstantModel constant = parameter.Constant!;
        EquatableArray<int> given = constant.Kind switch
        {
            ConstantKind.HeadDim => options.HeadDims,
            ConstantKind.ChunkSize => options.ChunkSizes,
            _ => EquatableArray<int>.Empty,
        };
        IReadOnlyList<ConstantValue> values = given.Count > 0 ? given.Select(ConstantParser.Number).ToList() : constant.Values.Distinct().ToList();
        if (values.Count == 0)
            throw new CompileException(Descriptors.ConstantNotRepresentable, parameter.Id, $"'{parameter.Name}'", "none", "list at least one value in its attribute");
        if (constant.Kind == ConstantKind.Choice)
            return values;
        int limit = constant.Kind switch
        {
            ConstantKind.HeadDim => CompilerOptions.HeadDimLimit,
            ConstantKind.ChunkSize => CompilerOptions.ChunkLimit,
            _ => 65536,
        };
        foreach (ConstantValue value in values)
        {
            if (value.Value < 1 || value.Value > limit)
                throw new CompileException(Descriptors.ConstantNotRepresentable, parameter.Id, $"'{parameter.Name}'", value.Name, $"a {constant.Kind} is from 1 to {limit}");
        }

        return values;
    }
}
