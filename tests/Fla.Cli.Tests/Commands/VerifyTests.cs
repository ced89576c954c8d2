using System.Text.Json;
using Fla.Safetensors;

namespace Fla.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    private static readonly string[] Keys = ["file", "op", "target", "variant", "tensor", "relError", "maxAbs", "tolerance", "pass"];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> AllTargets => Targets.All;

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void EveryVectorOfTheFolderPasses(string target)
    {
        JsonElement[] lines = Tool.Run("verify", Vectors.Folder, "--target", target, "--json").Ok().Json;
        // Those with slots have two states.
        Assert.Equal((2 * Directory.GetFiles(Vectors.Folder).Length) + Directory.GetFiles(Vectors.Folder, "gsa.*").Length, lines.Length);
        Assert.All(lines, line =>
        {
            Assert.All(Keys, key => Assert.True(line.TryGetProperty(key, out _), key));
            Assert.True(line.GetProperty("pass").GetBoolean());
            Assert.Equal(target, line.GetProperty("target").GetString());
            Assert.Equal(1e-5, line.GetProperty("tolerance").GetDouble());
            Assert.InRange(line.GetProperty("relError").GetDouble(), 0, 1e-5);
        });
    }

    [Theory]
    [InlineData("bf16", 5e-3)]
    [InlineData("fp16", 1e-3)]
    public void NarrowTypesHaveTheirOwnTolerance(string dtype, double tolerance)
    {
        JsonElement[] lines = Tool.Run("verify", Vectors.Of("kda.0"), "--target", Targets.Fastest, "--dtype", dtype, "--json").Ok().Json;
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Equal(tolerance, line.GetProperty("tolerance").GetDouble()));
    }

    [Fact]
    public void InputsThatTheTypeCannotHoldAreJudgedByTheOracle()
    {
        string path = Vectors.Change("delta_rule.0", folder.File("f.safetensors"), tensors => tensors.Map("q", (value, i) => value * (1 + (i % 7 / 100f))));
        JsonElement[] lines = Tool.Run("verify", path, "--target", Targets.Fastest, "--dtype", "bf16", "--json").Ok().Json;
        Assert.All(lines, line => Assert.Equal("oracle", line.GetProperty("reference").GetString()));
        lines = Tool.Run("verify", Vectors.Of("delta_rule.0"), "--target", Targets.Fastest, "--dtype", "bf16", "--json").Ok().Json;
        Assert.All(lines, line => Assert.Equal("file", line.GetProperty("reference").GetString()));
    }

    [Theory]
    [MemberData(nameof(AllTargets))]
    public void OneChangedValueFails(string target)
    {
        string path = Vectors.Change("kda.0", folder.File("f.safetensors"), tensors => tensors.Map("o", (value, i) => i == 5 ? value + 0.01f : value));
        JsonElement[] lines = Tool.Run("verify", path, "--target", target, "--json").Exits(1).Json;
        Assert.False(lines.Single(l => l.GetProperty("tensor").GetString() == "o").GetProperty("pass").GetBoolean());
        Assert.True(lines.Single(l => l.GetProperty("tensor").GetString() == "ht").GetProperty("pass").GetBoolean());
        Assert.Contains("FAIL", Tool.Run("verify", path, "--target", target).Exits(1).Output);
    }

    [Fact]
    public void ANaNFailsAndTheLineStaysJson()
    {
        string path = Vectors.Change("kda.0", folder.File("f.safetensors"), tensors => tensors.Map("ht", (value, i) => i == 0 ? float.NaN : value));
        JsonElement line = Tool.Run("verify", path, "--target", "reference", "--json").Exits(1).Json
            .Single(l => l.GetProperty("tensor").GetString() == "ht");
        Assert.Equal(JsonValueKind.Null, line.GetProperty("relError").ValueKind);
        Assert.False(line.GetProperty("pass").GetBoolean());
    }

    [Fact]
    public void GradientsAreIgnoredAndOutputsMayBeMissing()
    {
        string path = Vectors.Change("kda.0", folder.File("f.safetensors"), tensors =>
        {
            tensors.Map("grad_q", (_, _) => float.NaN);
            tensors.Remove("ht");
        });
        JsonElement line = Assert.Single(Tool.Run("verify", path, "--target", "reference", "--json").Ok().Json);
        Assert.Equal("o", line.GetProperty("tensor").GetString());
    }

    [Fact]
    public void OpSelectsVectorsAndNamesThoseWithoutOne()
    {
        JsonElement[] lines = Tool.Run("verify", Vectors.Folder, "--op", "kda", "--target", Targets.Fastest, "--json").Ok().Json;
        Assert.All(lines, line => Assert.Equal("kda", line.GetProperty("op").GetString()));
        string anonymous = Vectors.Change("kda.0", folder.File("f.safetensors"), metadata: m => m.Remove("op"));
        Tool.Run("verify", anonymous, "--op", "kda", "--target", "reference").Ok();
        Assert.Contains("--op", Tool.Run("verify", anonymous, "--target", "reference").Exits(2).Error);
        Assert.Contains("no vector of kda", Tool.Run("verify", Vectors.Of("delta_rule.0"), "--op", "kda", "--target", "reference").Exits(2).Error);
        Tool.Run("verify", Vectors.Folder, "--op", "kdaa").IsRefused("did you mean kda");
    }

    [Fact]
    public void TheLayerIsTheFilesOrTheOptions()
    {
        string anonymous = Vectors.Change("lightning_attn.0", folder.File("f.safetensors"), metadata: m => m.Remove("layer"));
        Assert.Contains("--layer 3/12", Tool.Run("verify", anonymous, "--target", Targets.Fastest, "--json").Exits(2).Error);
        Tool.Run("verify", anonymous, "--layer", "3/12", "--target", Targets.Fastest, "--json").Ok();
        Tool.Run("verify", Vectors.Of("lightning_attn.0"), "--layer", "4/12", "--target", Targets.Fastest, "--json").Exits(1);
        string bad = Vectors.Change("lightning_attn.0", folder.File("bad.safetensors"), metadata: m => m["layer"] = "12/12");
        Assert.Contains("the metadata's layer cannot be '12/12'", Tool.Run("verify", bad, "--target", Targets.Fastest, "--json").Exits(2).Error);
    }

    [Fact]
    public void ABadFileDoesNotHideTheOthers()
    {
        string bad = folder.Write("bad.safetensors", [1, 2, 3]);
        string strange = Vectors.Change("kda.0", folder.File("strange.safetensors"), metadata: m => m["op"] = "attention\u001b[2J");
        ToolResult result = Tool.Run("verify", bad, strange, folder.File("none"), Vectors.Of("kda.0"), "--target", "reference", "--json").Exits(2);
        Assert.Equal(5, result.Json.Length);
        Assert.Equal(3, result.Json.Count(line => line.TryGetProperty("error", out _)));
        Assert.Equal(2, result.Json.Count(line => line.GetProperty("pass").ValueKind == JsonValueKind.True));
        Assert.Equal(3, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.DoesNotContain('\u001b', Tool.Run("verify", folder.ToString(), "--target", "reference").Exits(2).Output);
    }

    [Fact]
    public void ResultsOfAnotherShapeAndNoResultsAreBadInput()
    {
        string shape = Vectors.Change("kda.0", folder.File("a.safetensors"), tensors =>
            tensors["o"] = SafetensorsTensor.FromSingles("o", SafetensorsDtype.F32, [1], new float[1]));
        Assert.Contains("[1]", Tool.Run("verify", shape, "--target", "reference", "--json").Exits(2).Error);
        string none = Vectors.Change("kda.0", folder.File("b.safetensors"), tensors => { tensors.Remove("o"); tensors.Remove("ht"); });
        Assert.Contains("nothing to compare", Tool.Run("verify", none, "--target", "reference", "--json").Exits(2).Error);
    }

    [Fact]
    public void AnEmptyFolderIsBadInput() => Tool.Run("verify", folder.ToString()).IsRefused("holds no *.safetensors");

    public void Dispose() => folder.Dispose();
}
