using System.Text.Json;

namespace Fla.Cli.Tests.Commands;

public sealed class DoctorTests
{
    [CpuFact]
    public void AHealthyMachineHasNoProblems()
    {
        using var store = new OwnStore();
        JsonElement[] lines = store.Run("doctor", "--json").Ok().Json;
        JsonElement[] findings = [.. lines.Where(l => l.GetProperty("kind").GetString() == "finding")];
        Assert.DoesNotContain(findings, f => f.GetProperty("level").GetString() == "problem");
        Assert.Equal(
            ["cpu", "evidence", "gpu", "kernels", "setting", "store", "system", "worker"],
            findings.Select(f => f.GetProperty("area").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("a worker process gated", findings.Single(f => f.GetProperty("area").GetString() == "worker").GetProperty("text").GetString());
        Assert.Contains(lines, l => l.GetProperty("kind").GetString() == "platform" && l.GetProperty("status").GetString() == "tested");
        Assert.Contains("all is well", store.Run("doctor").Ok().Output);
    }

    [CpuTheory]
    [InlineData("warning", "FLA_TUNE", "nope", "expected off, cached, background or now")]
    [InlineData("warning", "FLA_TUNE", "off", "calls go by the cost model")]
    [InlineData("warning", "FLA_TUN", "off", "did you mean FLA_TUNE?")]
    [InlineData("warning", "FLA_TUNE_LOCK", "/no/such/file", "/no/such/file is not used")]
    [InlineData("warning", "FLA_KNOWN_BAD", "/no/such/file", "/no/such/file is not used")]
    [InlineData("warning", "FLA_VECTOR_BITS", "64", "expected 512, 256 or 128")]
    [InlineData("warning", "FLA_TUNE_STORE", "memory", "gone with each process")]
    [InlineData("warning", "FLA_TUNE_STORE", "/dev/null/tune.db", "another path")]
    [InlineData("problem", "FLA_TUNE_SNAPSHOT", "0123456789abcdef", "There is no snapshot")]
    public void WhatIsWrongWithASettingIsFoundAndHasARemedy(string level, string variable, string value, string text)
    {
        using var store = new OwnStore();
        JsonElement finding = Bad(store.RunWith(variable, value, "doctor", "--json").Exits(level == "problem" ? 1 : 0));
        Assert.Equal(level, finding.GetProperty("level").GetString());
        Assert.Contains(text, finding.GetProperty("text").GetString() + finding.GetProperty("remedy").GetString());
        Assert.NotEmpty(finding.GetProperty("remedy").GetString()!);
    }

    [CpuFact]
    public void RejectedAndKnownBadVariantsAreNamed()
    {
        using var store = new OwnStore();
        store.Run("cache", "import", Times.Write(store.File("bad.lock"), Times.Rejection(Times.Variants[0], "made up"))).Ok();
        Assert.Contains($"{Times.Variants[0].Id} was rejected: made up", Bad(store.Run("doctor", "--json").Ok()).GetProperty("text").GetString());
        using var other = new OwnStore();
        File.WriteAllText(other.File("known-bad"), $"{Times.Variants[0].Id} | dotnet >=10 | wrong here\n");
        Assert.Contains("wrong here", Bad(other.RunWith("FLA_KNOWN_BAD", other.File("known-bad"), "doctor", "--json").Ok()).GetProperty("text").GetString());
    }

    /// <summary>The one finding that is not ok.</summary>
    private static JsonElement Bad(ToolResult result) => Assert.Single(
        result.Json, l => l.GetProperty("kind").GetString() == "finding" && l.GetProperty("level").GetString() != "ok");
}
