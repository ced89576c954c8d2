using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace Fla.Generators.Tests.Support;

/// <summary>Templates with their generated kernels, compiled and loaded into a context of their own.</summary>
internal sealed class KernelAssembly : IDisposable
{
    private readonly Context context = new();
    private readonly Assembly assembly;

    private KernelAssembly(MemoryStream image) => assembly = context.LoadFromStream(image);

    public static KernelAssembly Build(params Source[] sources) => Build(GeneratorRun.Of(sources));

    public static KernelAssembly Build(GeneratorRun run)
    {
        run.Reports();
        using MemoryStream image = new();
        EmitResult result = run.Output.Emit(image);
        // Consumers may build with warnings as errors.
        if (!result.Success || result.Diagnostics.Any(static d => d.Severity == DiagnosticSeverity.Warning && d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true))
            run.Compiles();
        image.Position = 0;
        return new KernelAssembly(image);
    }

    /// <summary>A template by the name of its method.</summary>
    public Kernel this[string method]
    {
        get
        {
            MethodInfo template = assembly.GetTypes()
                .SelectMany(static t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Single(m => m.Name == method && m.GetCustomAttribute<KernelTemplateAttribute>() is not null);
            Type kernel = assembly.GetType($"{template.DeclaringType!.Namespace}.{method}Kernel", throwOnError: true)!;
            return new Kernel(template, kernel);
        }
    }

    public void Dispose() => context.Unload();

    private sealed class Context() : AssemblyLoadContext("kernels", isCollectible: true);
}
