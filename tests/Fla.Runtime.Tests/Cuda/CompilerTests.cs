using System.Reflection;
using System.Runtime.InteropServices;
using Fla.Cuda;

namespace Fla.Tests.Cuda;

public class CompilerTests
{
    public static TheoryData<string> Kernels => Kernel.Names;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Same_text_whatever_was_compiled_before(string name)
    {
        PtxKernel first = CudaCompiler.Compile(Kernel.Named(name), Kernel.Sm80);
        foreach (string other in new[] { nameof(TestKernels.Scale), nameof(TestKernels.Choose) })
            CudaCompiler.Compile(Kernel.Named(other), Kernel.Sm80);
        Assert.Equal(first, CudaCompiler.Compile(Kernel.Named(name), Kernel.Sm80));
        Assert.Equal($"Kernel_{name}", first.Entry);
    }

    [Fact]
    public void Many_threads_compile_the_same_text()
    {
        MethodInfo[] kernels = [.. typeof(TestKernels).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(static m => m.ReturnType == typeof(void))];
        PtxKernel[] alone = [.. kernels.Select(static k => CudaCompiler.Compile(k, Kernel.Sm80))];
        PtxKernel[] together = new PtxKernel[4 * kernels.Length];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = CudaCompiler.Compile(kernels[i % kernels.Length], Kernel.Sm80));
        Assert.All(together, (kernel, i) => Assert.Equal(alone[i % kernels.Length], kernel));
    }

    [Fact]
    public void Hash_is_of_the_code_not_of_the_target()
    {
        MethodInfo kernel = Kernel.Named(nameof(TestKernels.Scale));
        PtxKernel old = CudaCompiler.Compile(kernel, Kernel.Sm80), young = CudaCompiler.Compile(kernel, PtxTarget.Parse("sm_90a"));
        Assert.Equal(old.Hash, young.Hash);
        Assert.StartsWith(".version 8.0\n.target sm_90a\n", young.Text, StringComparison.Ordinal);
        Assert.NotEqual(old.Hash, CudaCompiler.Compile(kernel, Kernel.Sm80, new(128, 2)).Hash);
        Assert.NotEqual(old.Hash, CudaCompiler.Compile(Kernel.Named(nameof(TestKernels.Reverse)), Kernel.Sm80).Hash);
    }

    [Fact]
    public void Hints_stand_before_the_body() => Assert.Contains(
        ")\n.maxntid 128, 1, 1\n.minnctapersm 2\n.maxnreg 200\n{",
        CudaCompiler.Compile(Kernel.Named(nameof(TestKernels.Scale)), Kernel.Sm80, new(128, 2, 200)).Text,
        StringComparison.Ordinal);

    [Fact]
    public void A_branch_on_a_loaded_value_may_diverge()
    {
        MethodInfo kernel = Kernel.Named(nameof(TestKernels.Diverge));
        Assert.Contains("@%p1 bra.uni", CudaCompiler.CompileRaw(kernel, Kernel.Sm80), StringComparison.Ordinal);
        Assert.DoesNotContain("@%p1 bra.uni", CudaCompiler.Compile(kernel, Kernel.Sm80).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Slots_are_counted()
    {
        Assert.Equal((4, 0), Counts(nameof(TestKernels.Scale)));
        Assert.Equal((4, 1), Counts(nameof(TestKernels.Choose)));
        Assert.Equal(0, CudaCompiler.CompileUnpromoted(Kernel.Named(nameof(TestKernels.Scale)), Kernel.Sm80).Promoted);

        static (int, int) Counts(string name) => CudaCompiler.Compile(Kernel.Named(name), Kernel.Sm80) is var kernel ? (kernel.Promoted, kernel.Kept) : default;
    }

    [Fact]
    public unsafe void Structures_have_the_layout_that_csharp_gives_them()
    {
        PtxKernel kernel = CudaCompiler.Compile(Kernel.Named(nameof(TestKernels.Fields)), Kernel.Sm80);
        Assert.Equal(sizeof(TestKernels.Mixed), kernel.ArgumentBytes);
        foreach (string field in new[] { "A", "B", "C", "D", "E", "F" })
        {
            int offset = (int)Marshal.OffsetOf<TestKernels.Mixed>($"<{field}>k__BackingField");
            Assert.Contains(offset == 0 ? "[_m_0];" : $"[_m_0+{offset}];", kernel.Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, CudaCompiler.Compile(Kernel.Named(nameof(TestKernels.Reverse)), Kernel.Sm80).ArgumentBytes);
    }

    [Fact]
    public void Many_threads_may_compile()
    {
        string[] hashes = new string[8];
        Parallel.For(0, hashes.Length, i => hashes[i] = CudaCompiler.Compile(Kernel.Named(nameof(TestKernels.Reverse)), PtxTarget.Parse(i % 2 == 0 ? "sm_80" : "sm_90")).Hash);
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void Long_processes_go_on_compiling()
    {
        MethodInfo kernel = Kernel.Named(nameof(TestKernels.Diverge));
        Assert.Single(Enumerable.Range(0, 70).Select(_ => CudaCompiler.Compile(kernel, Kernel.Sm80).Text).Distinct());
    }

    [Theory]
    [InlineData(nameof(Instance))]
    [InlineData(nameof(WithResult))]
    [InlineData(nameof(Prints))]
    public void What_is_no_kernel_is_refused_by_name(string name)
    {
        MethodInfo method = typeof(CompilerTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)!;
        CudaException e = Assert.Throws<CudaException>(() => CudaCompiler.Compile(method, Kernel.Sm80));
        Assert.Contains($"CompilerTests.{name}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sm_75")]
    [InlineData("sm_80a")]
    [InlineData("gfx90")]
    [InlineData("sm_")]
    public void Unknown_architectures_are_refused(string name) => Assert.Throws<ArgumentException>(() => PtxTarget.Parse(name));

    [PtxasTheory]
    [MemberData(nameof(Kernels))]
    public void Assembles_without_a_stack(string name)
    {
        foreach (string architecture in new[] { "sm_80", "sm_86", "sm_89", "sm_90" })
        {
            PtxKernel kernel = CudaCompiler.Compile(Kernel.Named(name), PtxTarget.Parse(architecture), new(128, 1));
            Ptxas.Result result = Ptxas.Assemble(kernel.Text, architecture);
            Assert.InRange(result.Registers, 1, 64);
            Assert.Equal(0, result.SpillStoreBytes);
            Assert.True(kernel.Kept > 0 || result.StackBytes == 0);
        }
    }

    private void Instance() => _ = this;

    private static int WithResult() => 0;

    private static void Prints(long count) => Console.WriteLine(Environment.GetEnvironmentVariable($"{count}"));
}
