using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Fla.Interop.Tests;

/// <summary>The examples of the READMEs are this code, and it runs.</summary>
public class ReadmeTests
{
    [Fact]
    public void TheExampleForTorchSharpRuns()
    {
        // <README>
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor q = torch.randn([1, 2, 100, 64], torch.bfloat16).transpose(1, 2);    // [B, T, H, K], in memory heads first
        torch.Tensor k = torch.randn([1, 2, 100, 64], torch.bfloat16).transpose(1, 2);
        torch.Tensor v = torch.randn([1, 100, 4, 128], torch.bfloat16);
        torch.Tensor g = -torch.rand([1, 100, 4]), beta = torch.rand([1, 100, 4], torch.bfloat16);
        torch.Tensor o = torch.empty_like(v), state = torch.zeros(1, 4, 64, 128);

        GatedDeltaRule.Forward(
            q.AsReadOnlyTensorSpan<BFloat16>(), k.AsReadOnlyTensorSpan<BFloat16>(), v.AsReadOnlyTensorSpan<BFloat16>(),
            g.AsReadOnlyTensorSpan<float>(), beta.AsReadOnlyTensorSpan<BFloat16>(), o.AsTensorSpan<BFloat16>(),
            initialState: state.AsReadOnlyTensorSpan<float>(), finalState: state.AsTensorSpan<float>(), useQkL2NormInKernel: true);
        // </README>
        Assert.True(o.isfinite().all().item<bool>());
        Assert.NotEqual(0, state.abs().sum().item<float>());
    }

    [Fact]
    public void TheExampleForOnnxRuntimeRuns()
    {
        using OrtValue q = Ones(1, 100, 2, 64), k = Ones(1, 100, 2, 64), v = Ones(1, 100, 4, 128), g = Ones(1, 100, 4), beta = Ones(1, 100, 4);
        // <ORT>
        // q to beta are values of ONNX Runtime, such as outputs of a session.
        (Tensor<float> o, _) = GatedDeltaRule.Forward(
            q.AsReadOnlyTensorSpan<float>(), k.AsReadOnlyTensorSpan<float>(), v.AsReadOnlyTensorSpan<float>(),
            g.AsReadOnlyTensorSpan<float>(), beta.AsReadOnlyTensorSpan<float>());
        using OrtValue value = o.ToOrtValue();    // an input of the next session; pins o
        // </ORT>
        Assert.Equal([1, 100, 4, 128], value.GetTensorTypeAndShape().Shape);

        static OrtValue Ones(params long[] shape)
        {
            float[] elements = new float[shape.Aggregate(1L, static (count, length) => count * length)];
            Array.Fill(elements, shape.Length == 3 ? -0.1f : 0.1f);
            return OrtValue.CreateTensorValueFromMemory(elements, shape);
        }
    }

    [Theory]
    [InlineData("README", "README.md")]
    [InlineData("ORT", "runtime.md")]
    public void TheReadmeShowsTheExample(string name, string file)
    {
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "documentation", "ReadmeTests.cs"));
        IEnumerable<string> example = source
            .SkipWhile(line => line.Trim() != $"// <{name}>").Skip(1)
            .TakeWhile(line => line.Trim() != $"// </{name}>")
            .Select(static line => line.Length > 0 ? line[8..] : line);
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "documentation", file)).ReplaceLineEndings("\n");
        Assert.Contains("```csharp\n" + string.Join('\n', example) + "\n```", readme);
    }
}
