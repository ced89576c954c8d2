using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.Generators.Tests.Packages;

/// <summary>An assembly with kernels, as a package has it, and the projects that reference it.</summary>
internal sealed class Package
{
    private readonly byte[] image;
    private readonly AssemblyLoadContext context = new("package", isCollectible: true);

    private Package(byte[] image) => this.image = image;

    public static Package Of(string name, params Source[] sources)
    {
        GeneratorRun run = GeneratorRun.Of(Source.Compile(sources).WithAssemblyName(name), Options.None).Compiles();
        return new Package(Image(run));
    }

    /// <summary>The generator in a project that references the package and compiles files of it.</summary>
    public GeneratorRun Respecialise(Options options, params AdditionalText[] files) => Respecialise(options, [], files);

    public GeneratorRun Respecialise(Options options, IEnumerable<Source> sources, params AdditionalText[] files) => GeneratorRun.Of(Project(sources), options, files);

    public CSharpCompilation Project(IEnumerable<Source> sources) =>
        Source.Compile(sources).WithAssemblyName("Project").AddReferences(MetadataReference.CreateFromImage(image));

    /// <summary>The package's assembly in the process.</summary>
    public Assembly Load() => context.LoadFromStream(new MemoryStream(image));

    /// <summary>A project in the same process; its module initializers have run.</summary>
    public Assembly Load(GeneratorRun project)
    {
        Assembly assembly = context.LoadFromStream(new MemoryStream(Image(project.Compiles())));
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return assembly;
    }

    private static byte[] Image(GeneratorRun run)
    {
        using MemoryStream stream = new();
        Assert.True(run.Output.Emit(stream).Success);
        return stream.ToArray();
    }
}
