using System.Diagnostics;
using System.Text.Json;
using Fla.Tuning;

namespace Fla.Cli.Tests.Commands;

public sealed class TuneTests
{
    private static readonly string[] Small = ["tune", "kda", "--shape", Times.Shape, "--budget", "300ms", "--json"];

    [CpuFact]
    public void WhatIsTunedDecidesAndIsNotMeasuredAgain()
    {
        using var store = new OwnStore();
        JsonElement first = Assert.Single(store.Run([.. Small, "--lock", store.File("fla.tune.lock")]).Ok().Json);
        Assert.Equal("tuned", first.GetProperty("rung").GetString());
        Assert.Equal(Times.Variants.Count, first.GetProperty("measured").GetInt32());
        Assert.Empty(first.GetProperty("rejected").EnumerateArray());
        Assert.True(first.GetProperty("gain").GetDouble() > 0.9);
        Assert.Equal(Times.Variants.Count, LockFile.Read(store.File("fla.tune.lock")).Evidence.Count);

        JsonElement explained = Assert.Single(store.Run("explain", "kda", "--shape", Times.Shape, "--json").Ok().Json);
        Assert.Equal("tuned", explained.GetProperty("rung").GetString());
        Assert.Equal(first.GetProperty("variant").GetString(), explained.GetProperty("variant").GetString());
        Assert.Contains(store.File("tune.db"), explained.GetProperty("source").GetString());
        Assert.All(explained.GetProperty("considered").EnumerateArray(), c => Assert.Equal("admitted", c.GetProperty("standing").GetString()));
        Assert.Contains("(tuned)", store.Run("bench", "kda", "--shape", Times.Shape, "--time", "0.1").Ok().Output);

        JsonElement second = Assert.Single(store.Run(Small).Ok().Json);
        Assert.Equal(0, second.GetProperty("measured").GetInt32());
        Assert.Equal(Times.Variants.Count, second.GetProperty("known").GetInt32());
        Assert.Contains("1 known already", store.Run(Small[..^1]).Ok().Output);

        JsonElement again = Assert.Single(store.Run([.. Small, "--again"]).Ok().Json);
        Assert.Equal(Times.Variants.Count, again.GetProperty("measured").GetInt32());
    }

    [CpuFact]
    public void OpsWithTheSameCallsAreTunedOnce()
    {
        using var store = new OwnStore();
        string[] call = ["--shape", Times.Shape, "--json"];
        JsonElement[] lines = store.Run(["tune", "lightning_attn", "simple_gla", .. call, "--budget", "300ms"]).Ok().Json;
        Assert.True(lines[0].GetProperty("measured").GetInt32() > 1);
        Assert.Equal((0, lines[0].GetProperty("measured").GetInt32()), (lines[1].GetProperty("measured").GetInt32(), lines[1].GetProperty("known").GetInt32()));
        JsonElement explained = Assert.Single(store.Run(["explain", "retention", .. call]).Ok().Json);
        Assert.Equal("tuned", explained.GetProperty("rung").GetString());
        Assert.Equal(lines[0].GetProperty("variant").GetString(), explained.GetProperty("variant").GetString());
    }

    [CpuFact]
    public void AnInterruptKeepsWhatIsDoneAndTheSameCommandGoesOn()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var store = new OwnStore();
        string[] two = ["tune", "kda", "--shape", "T=16,H=1,K=32", "--shape", "T=4096,H=4,K=32", "--json", "--budget"];
        using (Process process = store.Start([.. two, "60s"]))
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            Assert.Equal(0, Variants(process.StandardOutput.ReadLine()!, "known"));
            Thread.Sleep(500);
            using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                kill.WaitForExit();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)), "it goes on");
            Assert.Equal(130, process.ExitCode);
            Assert.Equal("", process.StandardOutput.ReadToEnd());
            Assert.Contains("interrupted after 1 of 2 problems", error.Result);
        }

        Assert.DoesNotContain(store.Run("cache", "stats", "--json").Ok().Json, l => l.GetProperty("kind").GetString() == "rejected");
        string[] lines = store.Run([.. two, "300ms"]).Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([0, Times.Variants.Count], lines.Select(l => Variants(l, "measured")));
    }

    [CpuFact]
    public void ARejectionIsLiftedByRetry()
    {
        using var store = new OwnStore();
        KernelVariant best = Times.Variants[0];
        using (IEvidenceStore own = EvidenceStores.At(store.File("tune.db")))
            own.Add([Times.Rejection(best, "made up").From(EvidenceOrigin.Own)]);
        JsonElement refused = Assert.Single(store.Run(Small).Ok().Json);
        Assert.Equal(best.Id, Assert.Single(refused.GetProperty("rejected").EnumerateArray()).GetProperty("variant").GetString());
        Assert.Equal(Times.Variants.Count - 1, refused.GetProperty("measured").GetInt32());
        JsonElement retried = Assert.Single(store.Run([.. Small, "--retry"]).Ok().Json);
        Assert.Empty(retried.GetProperty("rejected").EnumerateArray());
        Assert.True(retried.GetProperty("measured").GetInt32() >= 1);
        Assert.Empty(Assert.Single(store.Run(Small).Ok().Json).GetProperty("rejected").EnumerateArray());
    }

    [CpuFact]
    public void AnotherProgramsTunablesAreTunedByName()
    {
        using var store = new OwnStore();
        // In a folder of its own, the worker finds it by its path only.
        string assembly = store.File("Fla.Cli.Tests.dll");
        File.Copy(typeof(TuneTests).Assembly.Location, assembly);
        JsonElement tuned = Assert.Single(store.Run("tune", "outside_op", "--assembly", assembly, "--budget", "300ms", "--json").Ok().Json);
        Assert.Equal("tuned", tuned.GetProperty("rung").GetString());
        Assert.Empty(tuned.GetProperty("rejected").EnumerateArray());
        JsonElement explained = Assert.Single(store.Run("explain", "outside_op", "--shape", "L=16", "--assembly", assembly, "--json").Ok().Json);
        Assert.Equal("tuned", explained.GetProperty("rung").GetString());
        Assert.Equal("D=32", explained.GetProperty("key").GetProperty("dims").GetString());
        store.Run("tune", "outside_op").IsRefused("unknown op");
        store.Run("tune", "outside_op", "--assembly", assembly, "--shape", "X=1").IsRefused("expected L=16");
        store.Run("tune", "kda", "--assembly", Vectors.Of("kda.0")).IsRefused("it is no .NET assembly");
    }

    [CpuFact]
    public void MeasuringWorksWithDispatchOffAndSaysSo()
    {
        using var store = new OwnStore();
        ToolResult result = store.RunWith("FLA_TUNE", "off", Small).Ok();
        Assert.Equal("tuned", Assert.Single(result.Json).GetProperty("rung").GetString());
        Assert.Contains("FLA_TUNE is off", result.Error);
        ToolResult explained = store.RunWith("FLA_TUNE", "off", "explain", "kda", "--shape", Times.Shape).Ok();
        Assert.Contains("heuristic", explained.Output);
        Assert.Contains("FLA_TUNE is off", explained.Error);
    }

    [Fact]
    public void AFileThatIsNoLockFileIsRefusedBeforeMeasuring()
    {
        using var store = new OwnStore();
        File.WriteAllText(store.File("notes.txt"), "notes");
        store.Run("tune", "--lock", store.File("notes.txt")).IsRefused("it is no lock file");
        Assert.Equal("notes", File.ReadAllText(store.File("notes.txt")));
    }

    private static int Variants(string line, string key) => JsonDocument.Parse(line).RootElement.GetProperty(key).GetInt32();
}
