using Fla.Generators.Lower.Cpu;
using Fla.Generators.Lower.Cuda;
using Fla.Generators.Model;

namespace Fla.Generators.Render;

/// <summary>The files of a template whose launcher is in a referenced assembly: the kernels, and what hands them to that launcher.</summary>
internal static class ExtensionClass
{
    public static string Declaration(TemplateModel template, IReadOnlyList<CompiledVariant> variants, IReadOnlyList<CudaVariant> cuda)
    {
        Dictionary<string, object?> values = new()
        {
            ["kernel"] = template.Kernel,
            ["signature"] = ParameterHash.Of(template),
            ["class_name"] = template.Kernel + "_extension",
            ["arguments"] = Arguments(template),
            ["generic"] = template.ElementParameter is null ? "" : $"<{template.ElementParameter}>",
            ["where"] = template.ElementParameter is null ? "" : $" where {template.ElementParameter} : unmanaged",
            ["parameters"] = template.RuntimeParameters.Select(static p => (object)new Dictionary<string, object?> { ["name"] = p.CodeName, ["type"] = p.TypeCode }).ToList(),
            ["cuda_arguments"] = CudaLowering.ArgumentsName(template),
        };
        VariantEntry.AddAll(values, variants, cuda);
        return Renderer.Render("KernelExtension.sbn", values);
    }

    /// <summary>
    /// A kernel as its own assembly would have it, but for the struct that it reads: the launcher's is internal there. The hash is of
    /// the text before, so that equal kernels have equal hashes wherever they were compiled.
    /// </summary>
    public static string Kernel(TemplateModel template, VariantSource source) =>
        source.Body.Replace(template.ArgumentsCode, Arguments(template));

    private static string Arguments(TemplateModel template) => template.Kernel + "_arguments";
}
