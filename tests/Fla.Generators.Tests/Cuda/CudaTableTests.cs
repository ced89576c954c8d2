using System.Reflection;
using Fla.Cuda;
using Fla.Generators.Tests.Packages;
using Fla.Generators.Tests.Support;

namespace Fla.Generators.Tests.Cuda;

/// <summary>CUDA variants in tables: beside the CPU's, for dimensions of their own, in the kernel's own assembly and in others.</summary>
public sealed class CudaTableTests
{
    [Fact]
    public void AProjectThatDoesNotAskHasNone()
    {
        GeneratorRun run = GeneratorRun.Of(Templates("none")).Compiles();
        Assert.DoesNotContain(run.Result.GeneratedSources, static s => s.HintName.Contains("cuda", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void TheTableHasThemBesideTheCpus()
    {
        Assembly assembly = Load("beside", ("FlaTargets", "cpu,cuda"));
        Assert.Equal(["beside/cpu/f32-K16-Plain", "beside/cpu/f32-K32-Plain", "beside/cpu/f16-K16-Plain", "beside/cpu/f16-K32-Plain"], Ids(assembly, "Variants").Where(static id => id.EndsWith("Plain", StringComparison.Ordinal)));
        Assert.Equal(["beside/cuda/f32-K16-Plain", "beside/cuda/f32-K32-Plain", "beside/cuda/f16-K16-Plain", "beside/cuda/f16-K32-Plain"], Ids(assembly, "CudaVariants").Where(static id => id.EndsWith("Plain", StringComparison.Ordinal)));
        KernelVariant variant = KernelRegistry.Find("beside/cuda/f16-K32-Scaled")!;
        Assert.Equal([new("K", "32"), new("mode", "Scaled")], variant.Constants);
        PtxKernel ptx = CudaCompiler.Compile(variant.CudaSource!.Method, PtxTarget.Parse("sm_80"), new(variant.Resources.Threads, variant.Resources.MinBlocks));
        Assert.Contains(".entry", ptx.Text);
    }

    /// <summary>The helpers of products in tf32 are a part of fp32 variants alone: others do not change with them.</summary>
    [Fact]
    public void OnlyFp32VariantsMultiplyInTf32()
    {
        Assembly assembly = Load("tf32", ("FlaTargets", "cpu,cuda"));
        Assert.All(Ids(assembly, "CudaVariants"), static id => Assert.Equal(id.StartsWith("tf32/cuda/f32-", StringComparison.Ordinal), KernelRegistry.Find(id)!.Source.Contains("CudaLanesTf32", StringComparison.Ordinal)));
    }

    [Fact]
    public void TheyHaveListsOfTheirOwn()
    {
        Assembly assembly = Load("lists", ("FlaTargets", "cpu,cuda"), ("FlaHeadDims", "16"), ("FlaCudaHeadDims", "48"));
        Assert.Equal(["lists/cuda/f32-K48-Plain", "lists/cuda/f32-K48-Scaled", "lists/cuda/f16-K48-Plain", "lists/cuda/f16-K48-Scaled"], Ids(assembly, "CudaVariants"));
        Assert.All(Ids(assembly, "Variants"), static id => Assert.Contains("K16", id));
    }

    [Fact]
    public void SharedMemoryOverEveryGpusLimitIsFound() => GeneratorRun.Of([Source.Template("""
        [KernelTemplate]
        public static void Square<[Element(typeof(float), typeof(Half))] T>(Block block, [HeadDim(32)] int K, In<T> x, Out<T> y) where T : unmanaged
        {
            Tile a = x[block.X, .., ..].Load(K, K);
            Tile square = Tile.Dot(a, a.T);
            y[block.X, .., ..].Store(Tile.Dot(square, square) + square * Tile.Sum(square, 0));
        }
        """)], new Options(("FlaTargets", "cpu,cuda"), ("FlaCudaHeadDims", "1024"))).Reports(("FLA0013", "Square")).Says("of shared memory, over the cuda target's limit of 227 KB");

    [Fact]
    public void AnotherAssemblyAddsMore()
    {
        Source templates = Templates("added");
        Package package = Package.Of("Package", templates);
        package.Load(package.Respecialise(new Options(("FlaTargets", "cpu,cuda"), ("FlaHeadDims", "24"), ("FlaCudaHeadDims", "48")), TemplateText.Of(templates)));
        Assert.Equal(["added/cuda/f32-K48-Plain", "added/cuda/f32-K48-Scaled", "added/cuda/f16-K48-Plain", "added/cuda/f16-K48-Scaled"], Ids(package.Load(), "CudaVariants"));
        Assert.Equal("Run", KernelRegistry.Find("added/cuda/f16-K48-Plain")!.CudaSource!.Method.Name);
    }

    /// <summary>Names that launchers for GPUs use themselves.</summary>
    [Fact]
    public void ParametersMayBeCalledLikeTheLaunchers() => GeneratorRun.Of([Source.Template("""
        [KernelTemplate]
        public static void Hostile<[Element(typeof(Half))] T>(Block block, [HeadDim(16)] int stream, In<T> device, Out<T> grid, bool variant) where T : unmanaged =>
            grid[block.X, ..].Store(variant ? device[block.X, ..].LoadRow(stream) : Tile.Zeros(1, stream));
        """)], new Options(("FlaTargets", "cpu,cuda"))).Compiles();

    private static Assembly Load(string kernel, params (string, string)[] options)
    {
        using MemoryStream image = new();
        Assert.True(GeneratorRun.Of([Templates(kernel)], new Options(options)).Compiles().Output.Emit(image).Success);
        Assembly assembly = Assembly.Load(image.ToArray());
        System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return assembly;
    }

    private static IEnumerable<string> Ids(Assembly assembly, string property) =>
        ((IReadOnlyList<KernelVariant>)assembly.GetType("Samples.SumKernel")!.GetProperty(property)!.GetValue(null)!).Select(static v => v.Id);

    private static Source Templates(string kernel) => Source.Template($$"""
        [KernelTemplate("{{kernel}}")]
        public static void Sum<[Element(typeof(float), typeof(Half))] T>(Block block, [HeadDim(16, 32)] int K, [Choice] Mode mode, In<T> a, Out<T> o, float factor)
            where T : unmanaged
        {
            Tile x = a[block.X, ..].LoadRow(K);
            o[block.X, ..].Store(mode == Mode.Scaled ? x * factor : x);
        }
        """, "Sum.cs");
}
