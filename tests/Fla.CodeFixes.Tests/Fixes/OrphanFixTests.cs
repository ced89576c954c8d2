namespace Fla.CodeFixes.Tests;

public class OrphanFixTests
{
    [Fact]
    public Task MakesTheMethodATemplate() => Fix.Turns(
        new AddTemplateFix(),
        "Add [KernelTemplate] to 'Copy'",
        """
        public static class Kernels
        {
            /// <summary>Copies rows.</summary>
            public static void Copy(Block block, [Tune(32)] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """,
        """
        public static class Kernels
        {
            /// <summary>Copies rows.</summary>
            [KernelTemplate]
            public static void Copy(Block block, [Tune(32)] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """);

    [Fact]
    public Task QualifiesTheNameAsItsNeighbour() => Fix.Turns(
        new AddTemplateFix(),
        "Add [KernelTemplate] to 'Copy'",
        """
        public static class Kernels
        {
            public static void Copy(Block block, [global::Fla.Tune(32)] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """,
        """
        public static class Kernels
        {
            [global::Fla.KernelTemplate]
            public static void Copy(Block block, [global::Fla.Tune(32)] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """);

    [Fact]
    public Task ATypeCannotBecomeATemplate() => Fix.IsNotOffered(new AddTemplateFix(), "class Box<[Element(typeof(float))] T> { }");

    [Fact]
    public Task RemovesTheAttributeOfAParameter() => Fix.Turns(
        new RemoveOrphanFix(),
        "Remove [Tune]",
        "static class Kernels { static void Plain([Tune(32)] int n, int m) { } }",
        "static class Kernels { static void Plain(int n, int m) { } }");

    [Fact]
    public Task RemovesOneAttributeOfAList() => Fix.Turns(
        new RemoveOrphanFix(),
        "Remove [Where]",
        """
        static class Kernels
        {
            [Obsolete, Where("true")]
            static void Plain() { }
        }
        """,
        """
        static class Kernels
        {
            [Obsolete]
            static void Plain() { }
        }
        """);
}
