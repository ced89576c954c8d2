namespace Fla.Cli.Tests.Units;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("24H", 86400)]
    public void UnitsAreRead(string text, double seconds) => Assert.Equal(seconds, Duration.Parse("--budget", text).TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1e3s")]
    [InlineData("25h")]
    [InlineData("30 s")]
    public void AnythingElseIsRefused(string text) =>
        Assert.Contains("500ms, 30s or 2m", Assert.Throws<CliException>(() => Duration.Parse("--budget", text)).Message);
}
