namespace Fla.Tests.Tuning;

public sealed class KnownBadTests
{
    private static readonly Toolchain Gpu = new() { DotNet = "10.0.12", Compiler = "jit", Ilgpu = "1.5.3", Driver = "580.65", PtxIsa = "8.8" };

    [Theory]
    [InlineData("k/cuda/* | ptx >=8.4 <8.9 | r", true)]
    [InlineData("k/cuda/* | ptx >=8.4 <8.8 | r", false)]
    [InlineData("k/cuda/* | driver <=580.65, ilgpu =1.5.3 | r", true)]
    [InlineData("k/cuda/* | driver 580.65 | r", true)]
    [InlineData("k/cuda/* | driver >580.65 | r", false)]
    [InlineData("k/cuda/* | dotnet >=10.0.9 <10.0.13 | r", true)]
    [InlineData("k/cuda/* | device gpu-sm_90-* | r", true)]
    [InlineData("k/cuda/* | device gpu-sm_80-* | r", false)]
    [InlineData("k/cuda/* | compiler aot | r", false)]
    [InlineData("k/cpu/* | | r", false)]
    [InlineData("k/cuda/?1 | | r", true)]
    public void RangesAndPatterns(string line, bool applies) =>
        Assert.Equal(applies ? "r" : null, KnownBad.Parse("# a comment\n\n" + line).Reason("k/cuda/x1", new("gpu-sm_90-132", "gpu-sm_90", "H100"), Gpu));

    [Theory]
    [InlineData("k/cuda/*", "line 1")]
    [InlineData("\nk | ptx 8 | ", "line 2")]
    [InlineData("k | cuda >=12 | r", "'cuda >=12'")]
    [InlineData("k | ptx ~8 | r", "'~8'")]
    public void MistakesAreNamed(string text, string problem) => Assert.Contains(problem, Assert.Throws<FormatException>(() => KnownBad.Parse(text)).Message);

    [Fact]
    public void ACpuHasNoDriver() => Assert.Null(KnownBad.Parse("* | driver >=0 | r").Reason("k/cpu/x", Settings.Device, Settings.Toolchain));
}
