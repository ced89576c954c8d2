using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fla.Generators.Tests.Diagnostics;

/// <summary>Every diagnostic, on the exact text that it is about.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("while (x.Rows > 3) { }", "while (x.Rows > 3) { }")]
    [InlineData("try { } finally { }", "try { } finally { }")]
    [InlineData("string s = \"a\" + x.Rows;", "\"a\"")]
    [InlineData("double d = Math.Sqrt(2.0); Tile y = (float)d;", "2.0")]
    [InlineData("float f = x[0, 0] > 1 ? 1f : 2f;", "x[0, 0]")]
    [InlineData("Console.WriteLine(3);", "Console.WriteLine(3)", "FLA0009")]
    [InlineData("Func<int, int> f = static i => i;", "static i => i")]
    [InlineData("int n = ~block.X;", "~block.X")]
    [InlineData("for (int i = 0; i < n; i++) { if (i == 2) break; }", "break;")]
    [InlineData("for (int i = 0; i < n; i++) { if (i == 2) return; }", "i == 2")]
    [InlineData("Mask m = x > 0; Tile y = Tile.Where(m, x, 1); Tile z = Local(y); Tile Local(Tile t) => t + x;", "x")]
    public void UnsupportedConstruct(string statements, string text, string id = "FLA0001") => Body(statements).Reports((id, text));

    [Theory]
    [InlineData("Tile y = Tile.Zeros(n, 4);", "n")]
    [InlineData("Tile y = x.Slice(0, 2, 0, block.X);", "block.X")]
    [InlineData("Tile y = Tile.Sum(x, n);", "n")]
    [InlineData("int m = a.Dim(n);", "n")]
    [InlineData("Tile y = a[.., ..].Load(a.Dim(0), 4);", "a.Dim(0)")]
    public void ShapeNotConstant(string statements, string text) => Body(statements).Reports(("FLA0002", text));

    [Theory]
    [InlineData("Tile y = x + Tile.Zeros(3, 8);", "x + Tile.Zeros(3, 8)")]
    [InlineData("Tile y = Tile.Dot(x, x);", "Tile.Dot(x, x)")]
    [InlineData("Tile y = Tile.SolveUnitLower(x, x);", "Tile.SolveUnitLower(x, x)")]
    [InlineData("Tile y = x.Slice(3, 2, 0, 8);", "x.Slice(3, 2, 0, 8)")]
    [InlineData("float f = x.Scalar;", "x.Scalar")]
    [InlineData("Tile y = Tile.Sum(x, 2);", "Tile.Sum(x, 2)")]
    [InlineData("Tile y = Tile.Zeros(0, 4);", "Tile.Zeros(0, 4)")]
    [InlineData("Tile y = Tile.Zeros(100000, 100000);", "Tile.Zeros(100000, 100000)")]
    [InlineData("o[0, ..].Store(x);", "o[0, ..].Store(x)")]
    [InlineData("Tile y = a[0, ..].Load(4, 8);", "a[0, ..].Load(4, 8)")]
    [InlineData("Tile y = a[..].LoadRow(8);", "a[..]")]
    [InlineData("int m = a.Dim(7);", "a.Dim(7)")]
    public void ShapeMismatch(string statements, string text) => Body(statements).Reports(("FLA0003", text));

    [Theory]
    [InlineData("[HeadDim(0, 32)] int K", "K")]
    [InlineData("[HeadDim(2048)] int K", "K")]
    [InlineData("[ChunkSize(1024)] int K", "K")]
    [InlineData("[Tune] int K", "K")]
    [InlineData("[Tune(-1)] int K", "K")]
    public void ConstantNotRepresentable(string parameter, string text) => Signature(parameter, "K").Reports(("FLA0004", text));

    [Fact]
    public void NoSurvivingVariant() => Signature("[Tune(1, 2)] int K", "K", "[Where(\"K > 2\")]").Reports(("FLA0005", "Sample"));

    [Fact]
    public void VariantBudgetExceeded() =>
        GeneratorRun.Of([Declared("[Tune(1, 2, 3)] int K", "K")], new Options(("FlaVariantBudget", "2"))).Reports(("FLA0006", "Sample")).Says("3 variants, over the budget of 2");

    [Theory]
    [InlineData("K >")]
    [InlineData("Q > 1")]
    [InlineData("K + 1")]
    [InlineData("K == Mode.Missing")]
    [InlineData("K / 0 > 1")]
    [InlineData("K.ToString() == 3")]
    [InlineData("K && true")]
    [InlineData("typeof(T) == typeof(float)")]
    [InlineData("typeof(int) == typeof(float)")]
    [InlineData("")]
    public void InvalidConstraint(string condition) =>
        Signature("[Tune(1, 2)] int K", "K", $"[Where(\"{condition}\")]").Reports(("FLA0007", $"Where(\"{condition}\")"));

    [Theory]
    [InlineData("[KernelTemplate] public static int Sample(Block block, Out<float> o) => 3;", "Sample")]
    [InlineData("[KernelTemplate] public static void Sample(Out<float> o) { }", "Sample")]
    [InlineData("[KernelTemplate] public static void Sample() { }", "Sample")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, string text) { }", "text")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, double x) { }", "x")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, int x = 3) { }", "x")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, ref int x) { }", "x")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, params int[] x) { }", "x")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, In<byte> x) { }", "In<byte>")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, Mode mode) { }", "mode")]
    [InlineData("[KernelTemplate] public static void Sample<T>(Block block, In<T> x) where T : unmanaged { }", "T")]
    [InlineData("[KernelTemplate] public static void Sample<[Element(typeof(double))] T>(Block block, In<T> x) where T : unmanaged { }", "[Element(typeof(double))] T")]
    [InlineData("[KernelTemplate] public static void Sample<[Element] T>(Block block, In<T> x) where T : unmanaged { }", "[Element] T")]
    [InlineData("[KernelTemplate] public static void Sample<T, U>(Block block) { }", "Sample")]
    [InlineData("[KernelTemplate(\"Not a name\")] public static void Sample(Block block) { }", "Sample")]
    [InlineData("[KernelTemplate(\"\")] public static void Sample(Block block) { }", "Sample")]
    [InlineData("[KernelTemplate] public static async void Sample(Block block) { }", "Sample")]
    public void InvalidSignature(string template, string text) => GeneratorRun.Of(Source.Template(template)).Reports(("FLA0008", text));

    [Theory]
    [InlineData("public class Outer<T> { [KernelTemplate] public static void Sample(Block block) { } }")]
    [InlineData("public class Outer { public class Inner { [KernelTemplate] public static void Sample(Block block) { } } }")]
    [InlineData("file class Outer { [KernelTemplate] public static void Sample(Block block) { } }")]
    [InlineData("public class Outer { [KernelTemplate] public void Sample(Block block) { } }")]
    public void InvalidPlace(string file) => GeneratorRun.Of(new Source("Place.cs", file)).Reports(("FLA0008", "Sample"));

    [Fact]
    public void HelperWithoutSource() => Body("int m = int.Abs(n);").Reports(("FLA0009", "int.Abs(n)"));

    [Theory]
    [InlineData("static Tile Again(Tile t) => Again(t);", "Again(t)")]
    [InlineData("static Tile Again(Tile t) => Other(t); static Tile Other(Tile t) => Again(t) + 1;", "Again(t)")]
    public void RecursiveHelper(string helpers, string text) => Body($"Tile y = Again(x); o[.., ..].Store(y); {helpers}").Reports(("FLA0010", text));

    [Theory]
    [InlineData("for (int i = 0; i != n; i++) { }", "i != n")]
    [InlineData("for (int i = 0; i < n; i *= 2) { }", "i *= 2")]
    [InlineData("for (;;) { }", "for (;;) { }")]
    [InlineData("for (int i = 0, j = 0; i < n; i++) { }", "for (int i = 0, j = 0; i < n; i++) { }")]
    [InlineData("for (int i = 0; i < n; i++) { i = 3; }", "for")]
    [InlineData("for (int i = 0; i < 4; i--) { }", "for")]
    [InlineData("int m = n; for (int i = 0; i < m; i++) { m = m - 1; }", "for")]
    public void UnsupportedLoop(string statements, string text) => Body(statements).Reports(("FLA0011", text));

    [Theory]
    [InlineData("Tile y = x; if (n > 3) y = Tile.Zeros(4, 9); o[.., ..].Store(y);", "n > 3")]
    [InlineData("Tile y = x; for (int i = 0; i < n; i++) y = y.Row(0); o[.., ..].Store(y);", "for")]
    [InlineData("Tile y = n > 3 ? x : x.T; o[.., ..].Store(y);", "n > 3 ? x : x.T")]
    public void VariableChangesShape(string statements, string text) => Body(statements).Reports(("FLA0012", text));

    [Fact]
    public void ResourceLimit() => Body("""
        Tile y = Tile.Exp(Tile.Zeros(4096, 4096) + n);
        Tile z = Tile.CumSum(y, 0);
        o[.., ..].Store(z);
        """).Reports(("FLA0013", "Sample")).Says("over the cpu target's limit of 64 MB");

    [Fact]
    public void DuplicateKernel() => GeneratorRun.Of(Source.Template("""
        [KernelTemplate("same")] public static void First(Block block, Out<float> o) => o[..].Store(1);
        [KernelTemplate("same")] public static void Second(Block block, Out<float> o) => o[..].Store(2);
        """)).Reports(("FLA0015", "Second"));

    [Fact]
    public void DuplicateClass() => GeneratorRun.Of(
        Source.Template("""[KernelTemplate("one")] public static void Sample(Block block, Out<float> o) => o[..].Store(1);"""),
        new Source("Other.cs", """namespace Samples; public static class Others { [KernelTemplate("two")] public static void Sample(Block block, Out<float> o) => o[..].Store(1); }"""))
        .Reports(("FLA0015", "Sample"));

    /// <summary>A failure inside the compiler is a finding with its exception, never an exception of the generator.</summary>
    [Fact]
    public void InternalError()
    {
        Model.TemplateModel broken = new("", "C", "public", "Sample", "sample", null, Model.EquatableArray<string>.Empty, Model.EquatableArray<Model.ParameterModel>.Empty, Model.EquatableArray<Model.ConstraintModel>.Empty, Model.EquatableArray<Model.FunctionModel>.Empty);
        Generators.Diagnostics.DiagnosticInfo finding = Assert.Single(TemplateCompiler.Check(broken, Specialise.CompilerOptions.Default, CancellationToken.None));
        Assert.Equal("FLA0016", finding.Id);
        Assert.Contains("IndexOutOfRangeException", finding.Arguments[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public static void Helper([HeadDim(32)] int K) { }", "HeadDim(32)")]
    [InlineData("public static void Helper([ChunkSize(32)] int C) { }", "ChunkSize(32)")]
    [InlineData("public static void Helper([Tune(1)] int T) { }", "Tune(1)")]
    [InlineData("public static void Helper([Choice] Mode mode) { }", "Choice")]
    [InlineData("[KernelTemplate] public static void Sample(Block block, [Tune(1)] int T) { }", null)]
    [InlineData("#pragma warning disable FLA0017\npublic static void Helper([Choice] Mode mode) { }", null)]
    public async Task OrphanConstant(string code, string? text)
    {
        CompilationWithAnalyzers analysis = Source.Compile([Source.Template(code)]).WithAnalyzers([new Generators.Analyze.OrphanConstantAnalyzer()]);
        IEnumerable<string> found = (await analysis.GetAnalyzerDiagnosticsAsync()).Where(static d => !d.IsSuppressed)
            .Select(static d => d.Id + " " + d.Location.SourceTree!.GetText().ToString(d.Location.SourceSpan));
        Assert.Equal(text is null ? [] : ["FLA0017 " + text], found);
    }

    [Fact]
    public void UnusedConstant() => Signature("[Tune(1, 2)] int K", "3").Reports(("FLA0018", "K"));

    [Fact]
    public void UnusedConstantIsSuppressed() => GeneratorRun.Of(Source.Template("""
        #pragma warning disable FLA0018
            [KernelTemplate] public static void Sample(Block block, [Tune(1)] int K, Out<float> o) => o[..].Store(1);
        #pragma warning restore FLA0018
        """)).Compiles();

    [Fact]
    public void BrokenCodeIsTheCSharpCompilersToReport() => Body("Tile y = missing + x;").Reports();

    private static GeneratorRun Body(string statements) => GeneratorRun.Of(Source.Template($$"""
        [KernelTemplate]
        public static void Sample(Block block, In<float> a, Out<float> o, int n)
        {
            Tile x = a[.., ..].Load(4, 8);
            {{statements}}
        }
        """));

    private static GeneratorRun Signature(string parameter, string use, string attributes = "") => GeneratorRun.Of(Declared(parameter, use, attributes));

    private static Source Declared(string parameter, string use, string attributes = "") => Source.Template($"""
        [KernelTemplate]
        {attributes}
        public static void Sample(Block block, {parameter}, Out<float> o) => o[..].Store(Tile.Full(1, 1, {use}));
        """);
}
