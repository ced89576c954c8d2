using Microsoft.CodeAnalysis;

namespace Fla.Generators.Diagnostics;

/// <summary>Every diagnostic of the compiler; docs/diagnostics has a page for each.</summary>
internal static class Descriptors
{
    private const string Category = "Fla";

    public static readonly DiagnosticDescriptor UnsupportedConstruct = Error(
        "FLA0001", "Construct outside the tile language", "{0} cannot be compiled to a kernel; {1}");

    public static readonly DiagnosticDescriptor ShapeNotConstant = Error(
        "FLA0002", "Tile shape is not a constant", "{0} must be known at compile time: use a literal, a const or a [HeadDim], [ChunkSize] or [Tune] parameter");

    public static readonly DiagnosticDescriptor ShapeMismatch = Error(
        "FLA0003", "Tile shapes do not fit", "{0} in variant {1}");

    public static readonly DiagnosticDescriptor ConstantNotRepresentable = Error(
        "FLA0004", "Constant cannot be represented", "{0} has the value {1}; {2}");

    public static readonly DiagnosticDescriptor NoSurvivingVariant = Error(
        "FLA0005", "No variant survives", "Template '{0}' has no variant left: {1}");

    public static readonly DiagnosticDescriptor VariantBudgetExceeded = Error(
        "FLA0006", "More variants than the budget", "Template '{0}' has {1} variants, over the budget of {2}; add [Where] constraints, shorten a list, or set FlaVariantBudget");

    public static readonly DiagnosticDescriptor InvalidConstraint = Error(
        "FLA0007", "Constraint cannot be evaluated", "[Where(\"{0}\")] is not a condition over the constants: {1}");

    public static readonly DiagnosticDescriptor InvalidSignature = Error(
        "FLA0008", "Template signature", "{0}");

    public static readonly DiagnosticDescriptor HelperWithoutSource = Error(
        "FLA0009", "Helper has no source", "'{0}' is known only from metadata, so its body cannot be inlined; use a member of the tile language, or a static helper in this project");

    public static readonly DiagnosticDescriptor RecursiveHelper = Error(
        "FLA0010", "Helper calls itself", "'{0}' calls itself; a kernel has no call stack, so write it as a loop");

    public static readonly DiagnosticDescriptor UnsupportedLoop = Error(
        "FLA0011", "Loop form", "{0}; write it as for (int i = start; i < end; i += step)");

    public static readonly DiagnosticDescriptor VariableChangesShape = Error(
        "FLA0012", "Variable changes its shape", "'{0}' is {1} on one path and {2} on another in variant {3}; give it one shape");

    public static readonly DiagnosticDescriptor ResourceLimit = Error(
        "FLA0013", "Variant needs more than the target has", "Variant {0} needs {1}, over the {2} target's limit of {3}; use smaller tiles");

    public static readonly DiagnosticDescriptor InvalidProperty = Error(
        "FLA0014", "MSBuild property", "{0} is '{1}'; {2}");

    public static readonly DiagnosticDescriptor DuplicateKernel = Error(
        "FLA0015", "Kernel name is taken", "Two templates are called '{0}'; give one another name in [KernelTemplate(\"…\")]");

    public static readonly DiagnosticDescriptor InternalError = Error(
        "FLA0016", "The compiler failed", "Template '{0}' made the kernel compiler fail ({1}); please report it with the template");

    public static readonly DiagnosticDescriptor OrphanConstant = Warning(
        "FLA0017", "Constant attribute outside a template", "[{0}] has no effect outside a method with [KernelTemplate]");

    public static readonly DiagnosticDescriptor UnusedConstant = Warning(
        "FLA0018", "Constant is not used", "Constant '{0}' does not appear in template '{1}', so every value of it makes the same kernel");

    public static readonly DiagnosticDescriptor ConstantOrder = Warning(
        "FLA0019", "Constants out of order", "[{0}] lists {1} {2}; write the values in ascending order, each once");

    public static readonly DiagnosticDescriptor DiscardedTile = Warning(
        "FLA0020", "Result is not used", "The result of {0} is not used; a tile never changes, so assign what the operation returns");

    public static readonly DiagnosticDescriptor PackagedTemplate = Error(
        "FLA0021", "Packaged template does not compile", "This template of a package does not compile with the project's references ({0}: {1}); use versions of the packages that belong together");

    public static IReadOnlyDictionary<string, DiagnosticDescriptor> ById { get; } = new[]
    {
        UnsupportedConstruct, ShapeNotConstant, ShapeMismatch, ConstantNotRepresentable, NoSurvivingVariant, VariantBudgetExceeded,
        InvalidConstraint, InvalidSignature, HelperWithoutSource, RecursiveHelper, UnsupportedLoop, VariableChangesShape, ResourceLimit,
        InvalidProperty, DuplicateKernel, InternalError, OrphanConstant, UnusedConstant, ConstantOrder, DiscardedTile, PackagedTemplate,
    }.ToDictionary(static d => d.Id);

    private static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"docs/diagnostics/{id}.md");
}
