namespace Fla.CodeFixes.Tests;

public class SortConstantsFixTests
{
    [Theory]
    [InlineData("64, 32", "32, 64")]
    [InlineData("32,32", "32")]
    [InlineData("128, Wide, 0x20, 64", "0x20, Wide, 128")]
    public Task SortsAndDropsRepeats(string before, string after) =>
        Fix.Turns(new SortConstantsFix(), "Sort the values of [Tune]", Template(before), Template(after));

    private static string Template(string values) =>
        $$"""
        public static class Kernels
        {
            private const int Wide = 64;

            [KernelTemplate]
            public static void Copy(Block block, [Tune({{values}})] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """;
}
