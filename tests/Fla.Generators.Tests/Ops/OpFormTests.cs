using System.Runtime.CompilerServices;
using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;

namespace Fla.Generators.Tests.Ops;

/// <summary>The forms that Fla.OpGenerator makes of an op, as text. FLA_UPDATE_SNAPSHOTS=1 rewrites them; read the difference before committing it.</summary>
public sealed class OpFormTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("FLA_UPDATE_SNAPSHOTS") == "1";

    [Fact]
    public void Small() => Verify(SampleOps.Small);

    [Fact]
    public void WithSumsOfKeys() => Verify(SampleOps.Summed);

    /// <summary>Without warnings: a reference of the documentation that leads nowhere is one.</summary>
    private static void Verify(Source op, [CallerMemberName] string name = "", [CallerFilePath] string here = "")
    {
        GeneratorDriver driver = SampleOps.NewDriver().RunGeneratorsAndUpdateCompilation(SampleOps.Compile(op, SampleOps.Kernels), out Compilation output, out _);
        string text = driver.GetRunResult().Results.Single().GeneratedSources.Single().SourceText.ToString();
        string path = Path.Combine(Path.GetDirectoryName(here)!, name + ".verified.txt");
        if (Update)
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text, ignoreLineEndingDifferences: true);
        Assert.Empty(output.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning));
    }
}
