namespace Fla.CodeFixes.Tests;

public class ConstantOrderTests
{
    [Theory]
    [InlineData("HeadDim", "64, 32", "32", "lists 32 after 64")]
    [InlineData("Tune", "32, 64, 64", "64", "lists 64 twice")]
    [InlineData("ChunkSize", "16, Wide, 32", "32", "lists 32 after 64")]
    public Task ListsThatDoNotAscendAreFound(string attribute, string values, string at, string words) =>
        Finding.Only(Template($"{attribute}({values})"), "FLA0019", at, words);

    [Theory]
    [InlineData("HeadDim(32, 64, 128)")]
    [InlineData("Tune(16)")]
    [InlineData("ChunkSize(16, Wide)")]
    public Task AscendingListsAreFine(string attribute) => Finding.None(Template(attribute));

    private static string Template(string attribute) =>
        $$"""
        public static class Kernels
        {
            private const int Wide = 64;

            [KernelTemplate]
            public static void Copy(Block block, [{{attribute}}] int n, In<float> x, Out<float> y) => y[..].Store(x[..].LoadRow(n));
        }
        """;
}
