namespace Fla.Cli.Tests.Commands;

public sealed class UsageTests
{
    [Fact]
    public void NoCommand() => Tool.Run().IsRefused("list, run, verify, bench, show");

    [Theory]
    [InlineData("did you mean verify", "verfy")]
    [InlineData("unknown option '--jsn'", "list", "--jsn")]
    [InlineData("unknown option '--jsn'", "verify", ".", "--jsn")]
    [InlineData("did you mean --target", "run", "kda", "--input", "x", "--taget", "cpu")]
    [InlineData("unexpected argument 'more'", "bench", "kda", "--shape", "T=1,H=1,K=32", "more")]
    [InlineData("'--input' is required", "run", "kda")]
    [InlineData("--threads cannot be 'all'", "run", "kda", "--input", "x", "--threads", "all")]
    [InlineData("--threads must be at least 1", "run", "kda", "--input", "x", "--threads", "0")]
    [InlineData("did you mean kda", "run", "kdaa", "--input", "x")]
    [InlineData("'gla' is not in this build yet", "run", "gla", "--input", "x")]
    [InlineData("expected fp32, bf16 or fp16", "run", "kda", "--input", "x", "--dtype", "int8")]
    [InlineData("did you mean bf16", "run", "kda", "--input", "x", "--dtype", "bf61")]
    [InlineData("cuda is not in this build", "run", "kda", "--input", "x", "--target", "cuda")]
    [InlineData("expected reference or cpu", "run", "kda", "--input", "x", "--target", "vulkan")]
    [InlineData("unknown cpu variant 'nope'", "run", "kda", "--input", "x", "--variant", "nope")]
    public void MistakesGetOneLineWithTheRemedy(string remedy, params string[] arguments) => Tool.Run(arguments).IsRefused(remedy);

    [Theory]
    [InlineData("list")]
    [InlineData("run")]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("show")]
    public void HelpHasExamples(string command)
    {
        ToolResult help = Tool.Run(command, "--help").Ok();
        Assert.Contains($"  fla {command} ", help.Output);
        Assert.Contains("Exit codes", help.Output);
    }
}
