namespace Fla.Cli.Tests.Commands;

public sealed class UsageTests
{
    [Fact]
    public void NoCommand() => Tool.Run().IsRefused("list, run, verify, bench, show, tune, explain, report, cache, doctor");

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
    [InlineData("--layer cannot be '3': expected a layer and how many there are, such as 3/12", "run", "lightning_attn", "--input", "x", "--layer", "3")]
    [InlineData("--layer cannot be '12/12': layers count from 0, the last one is 11/12", "verify", "x", "--layer", "12/12")]
    [InlineData("expected fp32, bf16 or fp16", "run", "kda", "--input", "x", "--dtype", "int8")]
    [InlineData("did you mean bf16", "run", "kda", "--input", "x", "--dtype", "bf61")]
    [InlineData("expected reference, cpu or cuda", "run", "kda", "--input", "x", "--target", "vulkan")]
    [InlineData("unknown cpu variant 'nope'", "run", "kda", "--input", "x", "--variant", "nope")]
    [InlineData("--attest is about GPUs: add --target cuda", "verify", "--attest", "x.json")]
    [InlineData("name a .safetensors vector", "verify")]
    [InlineData("use cpu or cuda", "explain", "kda", "--shape", "T=1,H=1,K=32", "--target", "reference")]
    [InlineData("did you mean tune", "tunne")]
    [InlineData("did you mean kda", "tune", "kdaa")]
    [InlineData("H is missing", "tune", "kda", "--shape", "T=1,K=32")]
    [InlineData("no variant of this build fits", "tune", "kda", "--shape", "T=1,H=1,K=300")]
    [InlineData("such as 500ms, 30s or 2m", "tune", "kda", "--budget", "30")]
    [InlineData("there is no file nope.dll", "tune", "kda", "--assembly", "nope.dll")]
    [InlineData("there is no folder", "tune", "kda", "--lock", "/no/such/folder/x.lock")]
    [InlineData("'--shape' is required", "explain", "kda")]
    [InlineData("did you mean kda", "explain", "kdaa", "--shape", "T=1,H=1,K=32")]
    [InlineData("no variant of this build fits", "explain", "kda", "--shape", "T=1,H=1,K=300")]
    [InlineData("name a command: stats, diff", "cache")]
    [InlineData("did you mean stats", "cache", "stat")]
    [InlineData("see `fla cache diff --help`", "cache", "diff", "one")]
    [InlineData("there is no file nope.lock", "cache", "diff", "nope.lock", "own")]
    [InlineData("there is no file nope.lock", "cache", "merge", "nope.lock")]
    [InlineData("name the result with --output", "cache", "merge", "one.lock", "two.lock")]
    [InlineData("did you mean kernel", "cache", "export", "x.lock", "--filter", "kernl=a")]
    [InlineData("the store is in memory", "cache", "snapshot")]
    public void MistakesGetOneLineWithTheRemedy(string remedy, params string[] arguments) => Tool.Run(arguments).IsRefused(remedy);

    [NoGpuTheory]
    [InlineData("run", "kda", "--input", "x")]
    [InlineData("verify", "x")]
    [InlineData("verify", "--attest", "x.json")]
    [InlineData("bench", "kda", "--shape", "T=1,H=1,K=64")]
    [InlineData("tune", "kda")]
    [InlineData("explain", "kda", "--shape", "T=1,H=1,K=64")]
    public void WithoutAGpuTheReasonIsSaid(params string[] arguments) => Tool.Run([.. arguments, "--target", "cuda"]).IsRefused("--target cuda: ", "NVIDIA driver");

    [Theory]
    [InlineData("list")]
    [InlineData("run")]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("show")]
    [InlineData("tune")]
    [InlineData("explain")]
    [InlineData("doctor")]
    [InlineData("cache", "stats")]
    [InlineData("cache", "gc")]
    public void HelpHasExamples(params string[] command)
    {
        ToolResult help = Tool.Run([.. command, "--help"]).Ok();
        Assert.Contains($"  fla {string.Join(' ', command)}", help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.Contains("Exit codes", help.Output);
    }
}
