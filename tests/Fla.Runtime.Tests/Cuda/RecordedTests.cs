using System.Runtime.CompilerServices;
using Fla.Cuda;

namespace Fla.Tests.Cuda;

/// <summary>ILGPU's text and what the passes make of it. FLA_UPDATE_SNAPSHOTS=1 rewrites both; read the difference before committing it.</summary>
public class RecordedTests
{
    private static readonly bool s_update = Environment.GetEnvironmentVariable("FLA_UPDATE_SNAPSHOTS") == "1";

    public static TheoryData<string> Kernels => Kernel.Names;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Ilgpu_writes_what_it_wrote(string name) =>
        Verify($"{name}.ilgpu.ptx", PtxWriter.Write(CanonicalNames.Run(PtxParser.Parse(CudaCompiler.CompileRaw(Kernel.Named(name), Kernel.Sm80)))));

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Passes_make_of_it_what_they_made(string name) =>
        Verify($"{name}.final.ptx", PtxPipeline.Run(File.ReadAllText(Place($"{name}.ilgpu.ptx")), PtxTarget.Parse("sm_90a"), new(128, 1)).Text);

    private static void Verify(string file, string text)
    {
        if (s_update)
            File.WriteAllText(Place(file), text);
        Assert.Equal(File.ReadAllText(Place(file)).ReplaceLineEndings("\n"), text);
    }

    private static string Place(string file, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Recorded", file);
}
