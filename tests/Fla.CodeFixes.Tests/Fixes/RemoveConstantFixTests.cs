namespace Fla.CodeFixes.Tests;

public class RemoveConstantFixTests
{
    [Fact]
    public Task DropsTheParameterAndItsArguments() => Fix.Turns(
        new RemoveConstantFix(),
        "Remove constant 'spare'",
        [
            """
            public static class Kernels
            {
                [KernelTemplate]
                public static void Copy(Block block, [Tune(32)] int n, [Tune(1)] int spare, In<float> x, Out<float> y) =>
                    y[..].Store(x[..].LoadRow(n));
            }
            """,
            """
            public static class Calls
            {
                public static void Interpret(Block block, In<float> x, Out<float> y)
                {
                    Kernels.Copy(block, 32, 1, x, y);
                    Kernels.Copy(block, n: 32, x: x, y: y, spare: 1);
                }
            }
            """,
        ],
        [
            """
            public static class Kernels
            {
                [KernelTemplate]
                public static void Copy(Block block, [Tune(32)] int n, In<float> x, Out<float> y) =>
                    y[..].Store(x[..].LoadRow(n));
            }
            """,
            """
            public static class Calls
            {
                public static void Interpret(Block block, In<float> x, Out<float> y)
                {
                    Kernels.Copy(block, 32, x, y);
                    Kernels.Copy(block, n: 32, x: x, y: y);
                }
            }
            """,
        ]);

    [Fact]
    public Task KeepsAConstantThatAConstraintNames() => Fix.IsNotOffered(
        new RemoveConstantFix(),
        """
        public static class Kernels
        {
            [KernelTemplate]
            [Where("spare < n")]
            public static void Copy(Block block, [Tune(32)] int n, [Tune(1)] int spare, In<float> x, Out<float> y) =>
                y[..].Store(x[..].LoadRow(n));
        }
        """);
}
