namespace Fla.CodeFixes.Tests;

public class OrphanConstantTests
{
    [Theory]
    [InlineData("HeadDim(32)", "int K")]
    [InlineData("ChunkSize(16)", "int C")]
    [InlineData("Tune(32)", "int BV")]
    [InlineData("Choice", "bool fast")]
    public Task ConstantsOfAPlainMethodAreFound(string attribute, string parameter) => Finding.Only(
        $$"""
        static class Kernels
        {
            static void Plain([{{attribute}}] {{parameter}}) { }
        }
        """,
        "FLA0017", attribute, $"[{attribute.Split('(')[0]}] has no effect");

    [Fact]
    public Task ElementOfAPlainMethodIsFound() => Finding.Only(
        "static class Kernels { static void Plain<[Element(typeof(float))] T>() { } }", "FLA0017", "Element(typeof(float))", "[Element]");

    [Fact]
    public Task WhereOfAPlainMethodIsFound() => Finding.Only(
        "static class Kernels { [Where(\"true\")] static void Plain() { } }", "FLA0017", "Where(\"true\")", "[Where]");

    [Fact]
    public Task LocalFunctionsAreNoTemplates() => Finding.Only(
        """
        static class Kernels
        {
            static void Plain()
            {
                Inner(1);
                static void Inner([Tune(1)] int k) { }
            }
        }
        """,
        "FLA0017", "Tune(1)", "[Tune]");

    [Fact]
    public Task ElementOfATypeIsFound() => Finding.Only(
        "class Box<[Element(typeof(float))] T> { }", "FLA0017", "Element(typeof(float))", "[Element]");

    [Fact]
    public Task ATemplateMayHaveThemAll() => Finding.None(
        """
        public static class Kernels
        {
            [KernelTemplate]
            [Where("K >= C")]
            public static void Copy<[Element(typeof(float))] T>(Block block, [HeadDim(32, 64)] int K, [ChunkSize(16)] int C, In<T> x, Out<T> y)
                where T : unmanaged =>
                y[.., ..].Store(x[.., ..].Load(C, K));
        }
        """);
}
