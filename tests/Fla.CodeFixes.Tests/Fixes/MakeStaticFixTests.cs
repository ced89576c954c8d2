namespace Fla.CodeFixes.Tests;

public class MakeStaticFixTests
{
    [Fact]
    public Task MakesAnInstanceTemplateStatic() => Fix.Turns(
        new MakeStaticFix(),
        "Make 'Copy' static",
        """
        public class Kernels
        {
            [KernelTemplate]
            public void Copy(Block block, [Tune(32)] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """,
        """
        public class Kernels
        {
            [KernelTemplate]
            public static void Copy(Block block, [Tune(32)] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """);

    [Theory]
    [InlineData("public virtual void Copy(Block block, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(4));")]
    [InlineData("public static int Copy(Block block, In<float> x, Out<float> y) => 1;")]
    [InlineData("public static void Copy(Block block, double x) { }")]
    public Task OtherSignatureErrorsHaveNoSuchFix(string method) =>
        Fix.IsNotOffered(new MakeStaticFix(), $"public class Kernels {{ [KernelTemplate] {method} }}");
}
