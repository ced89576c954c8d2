namespace Fla.Generators.Model;

internal enum ConstantKind
{
    HeadDim,
    ChunkSize,
    Tune,
    Choice,
}

internal enum ParameterKind
{
    Block,
    Constant,
    Input,
    Output,
    Scalar,
}

/// <summary>The element types of tensors, by their C# names.</summary>
internal static class Elements
{
    public static readonly IReadOnlyList<string> All = ["float", "BFloat16", "Half", "double", "int", "long"];

    /// <summary>Short name used in variant ids.</summary>
    public static string Short(string element) => element switch
    {
        "float" => "f32",
        "BFloat16" => "bf16",
        "Half" => "f16",
        "double" => "f64",
        "int" => "i32",
        _ => "i64",
    };

    /// <summary>The member of the runtime's ElementType.</summary>
    public static string Member(string element) => element switch
    {
        "BFloat16" => "BFloat16",
        "Half" => "Float16",
        _ => "Float32",
    };

    public static bool IsFloating(string element) => element is "float" or "BFloat16" or "Half" or "double";
}

/// <summary>One value that a constant parameter may take: a number and how to write it in C# and in an id.</summary>
internal sealed record ConstantValue(int Value, string Name, string Code);

internal sealed record ConstantModel(ConstantKind Kind, string TypeCode, EquatableArray<ConstantValue> Values);

/// <summary>A parameter of a template. <c>Element</c> is a C# element name, or the name of the template's type parameter.</summary>
internal sealed record ParameterModel(
    int Id,
    string Name,
    ParameterKind Kind,
    string TypeCode,
    string? Element,
    ScalarKind? Scalar,
    ConstantModel? Constant)
{
    /// <summary>The name as C#, even when it is a keyword.</summary>
    public string CodeName => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(Name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? Name : "@" + Name;
}

/// <summary>A function body: the template's own or a helper's. Parameters take the first slots.</summary>
internal sealed record FunctionModel(string Name, int ParameterCount, EquatableArray<string> Locals, BlockStmt Body);

internal sealed record ConstraintModel(int Id, string Text, string? Target = null);

/// <summary>Everything the compiler knows about one template: no symbols, no syntax, no positions.</summary>
internal sealed record TemplateModel(
    string Namespace,
    string ContainingType,
    string Accessibility,
    string Method,
    string Kernel,
    string? ElementParameter,
    EquatableArray<string> Elements,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<ConstraintModel> Constraints,
    EquatableArray<FunctionModel> Functions)
{
    public string ClassName => Method + "Kernel";

    /// <summary>The struct that the launcher passes to its kernels.</summary>
    public string ArgumentsCode => "global::" + (Namespace.Length == 0 ? "" : Namespace + ".") + ClassName + ".Arguments";

    public string HintName => (Namespace.Length == 0 ? "" : Namespace + ".") + ContainingType + "." + Method;

    public IEnumerable<ParameterModel> Constants => Parameters.Where(static p => p.Kind == ParameterKind.Constant);

    public IEnumerable<ParameterModel> RuntimeParameters =>
        Parameters.Where(static p => p.Kind is ParameterKind.Input or ParameterKind.Output or ParameterKind.Scalar);

    /// <summary>Whether the author wants no variant for a target: <c>[Where("false", Target = "cpu")]</c>.</summary>
    public bool LeavesOut(string target) => Constraints.Any(c => c.Target == target && c.Text.Trim() == "false");
}
