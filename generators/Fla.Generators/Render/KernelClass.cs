using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;

namespace Fla.Generators.Render;

/// <summary>The outer files of a template: the launcher with its table, and the table's contents.</summary>
internal static class KernelClass
{
    /// <summary>What the IDE needs while code is edited.</summary>
    public static string Declaration(TemplateModel template)
    {
        string generic = template.ElementParameter is null ? "" : $"<{template.ElementParameter}>";
        int tensor = 0;
        return Renderer.Render("KernelClass.sbn", new Dictionary<string, object?>
        {
            ["kernel"] = template.Kernel,
            ["signature"] = ParameterHash.Of(template),
            ["namespace"] = template.Namespace,
            ["accessibility"] = template.Accessibility,
            ["class_name"] = template.ClassName,
            ["names"] = new[] { "variant", "grid", "threads", "element", "work", "device", "stream" }.ToDictionary(static n => n, n => (object?)Free(template, n)),
            ["generic"] = generic,
            ["where"] = template.ElementParameter is null ? "" : $" where {template.ElementParameter} : unmanaged",
            ["element_parameter"] = template.ElementParameter,
            ["constants"] = template.Constants.Select(Constant).ToList(),
            ["dims"] = string.Join(", ", template.Constants.Where(static c => c.Constant!.Kind is ConstantKind.HeadDim or ConstantKind.Choice).Select(Number)),
            ["select_constants"] = template.Constants.Where(static c => c.Constant!.Kind is ConstantKind.HeadDim or ConstantKind.Choice).Select(Constant).ToList(),
            ["parameters"] = template.RuntimeParameters.Select(p => (object)new Dictionary<string, object?>
            {
                ["name"] = p.CodeName,
                ["text"] = p.Name,
                ["type"] = p.TypeCode,
                ["is_tensor"] = p.Kind != ParameterKind.Scalar,
                ["cuda_type"] = p.Kind != ParameterKind.Scalar ? "global::Fla.Cuda.CudaArgument" : p.TypeCode == "bool" ? "int" : p.TypeCode,
                ["cuda_value"] = p.Kind != ParameterKind.Scalar ? $"global::Fla.Cuda.CudaArgument.Of({p.CodeName})" : p.TypeCode == "bool" ? $"{p.CodeName} ? 1 : 0" : p.CodeName,
                ["tensor_index"] = p.Kind != ParameterKind.Scalar ? tensor++ : 0,
            }).ToList(),
        });
    }

    /// <summary>The compiled variants.</summary>
    public static string Fill(TemplateModel template, IReadOnlyList<CompiledVariant> variants, IReadOnlyList<CudaVariant> cuda)
    {
        Dictionary<string, object?> values = new()
        {
            ["kernel"] = template.Kernel,
            ["namespace"] = template.Namespace,
            ["class_name"] = template.ClassName,
            ["cuda_arguments"] = CudaLowering.ArgumentsName(template),
        };
        VariantEntry.AddAll(values, variants, cuda);
        return Renderer.Render("KernelFill.sbn", values);
    }

    /// <summary>A name of the launcher's own that no parameter of the template has.</summary>
    private static string Free(TemplateModel template, string name) =>
        template.Parameters.Any(p => p.Name == name) ? Free(template, name + "_") : name;

    private static Dictionary<string, object?> Constant(ParameterModel parameter)
    {
        string name = parameter.CodeName;
        bool headDim = parameter.Constant!.Kind == ConstantKind.HeadDim;
        return new Dictionary<string, object?>
        {
            ["name"] = name,
            ["plain"] = parameter.Name,
            ["property"] = Property(name),
            ["read"] = parameter.Constant!.TypeCode switch
            {
                "int" => $"Number(\"{parameter.Name}\")",
                "bool" => $"Flag(\"{parameter.Name}\")",
                string choice => $"Choice<{choice}>(\"{parameter.Name}\")",
            },
            ["type"] = parameter.Constant.TypeCode,
            ["text"] = parameter.Constant.TypeCode == "int" ? $"{name}.ToString(global::System.Globalization.CultureInfo.InvariantCulture)" : $"{name}.ToString()",
            ["reject"] = headDim ? $"candidate_.{Property(name)} < {name}" : $"candidate_.{Property(name)} != {name}",
            ["format"] = parameter.Constant.TypeCode switch
            {
                "int" => null,
                "bool" => "value_ != 0 ? \"true\" : \"false\"",
                var type => $"(({type})value_).ToString()",
            },
            ["help"] = headDim ? "The head dimension: the variant's is at least this." : "The choice.",
        };
    }

    /// <summary>A head dimension or choice as a number of a dispatch key.</summary>
    private static string Number(ParameterModel parameter) => parameter.Constant!.TypeCode switch
    {
        "int" => parameter.CodeName,
        "bool" => $"{parameter.CodeName} ? 1 : 0",
        _ => $"unchecked((int){parameter.CodeName})",
    };

    /// <summary>A member cannot be called like its class.</summary>
    private static string Property(string name) => name == "Variant" ? "Variant_" : name;
}
