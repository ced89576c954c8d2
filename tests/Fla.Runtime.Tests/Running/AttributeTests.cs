using System.Reflection;

namespace Fla.Tests;

public class AttributeTests
{
    private enum Kind { One, Two }

    [KernelTemplate("named")]
    [Where("K <= C"), Where("C != 64")]
    private static void Template<[Element(typeof(float), typeof(BFloat16), typeof(Half))] TElem>(
        Block block, [HeadDim(32, 64)] int K, [ChunkSize(16)] int C, [Tune(1, 2, 4)] int W, [Choice] Kind kind, [Choice] bool flag, In<TElem> x)
        where TElem : unmanaged => _ = (block, K, C, W, kind, flag, x);

    private static MethodInfo Method => typeof(AttributeTests).GetMethod(nameof(Template), BindingFlags.NonPublic | BindingFlags.Static)!;

    [Fact]
    public void TemplatesCarryTheirNameAndConditions()
    {
        Assert.Equal("named", Method.GetCustomAttribute<KernelTemplateAttribute>()!.Name);
        Assert.Null(typeof(PlainTemplates).GetMethod("MatrixProduct")!.GetCustomAttribute<KernelTemplateAttribute>()!.Name);
        Assert.Equal(["C != 64", "K <= C"], Method.GetCustomAttributes<WhereAttribute>().Select(where => where.Condition).Order());
    }

    [Fact]
    public void ParametersCarryTheirValues()
    {
        ParameterInfo[] parameters = Method.GetParameters();
        Assert.Equal([32, 64], parameters[1].GetCustomAttribute<HeadDimAttribute>()!.Values);
        Assert.Equal([16], parameters[2].GetCustomAttribute<ChunkSizeAttribute>()!.Values);
        Assert.Equal([1, 2, 4], parameters[3].GetCustomAttribute<TuneAttribute>()!.Values);
        Assert.NotNull(parameters[4].GetCustomAttribute<ChoiceAttribute>());
        Assert.NotNull(parameters[5].GetCustomAttribute<ChoiceAttribute>());
    }

    [Fact]
    public void TypeParametersCarryTheirTypes() =>
        Assert.Equal(
            [typeof(float), typeof(BFloat16), typeof(Half)],
            Method.GetGenericArguments()[0].GetCustomAttribute<ElementAttribute>()!.Types);
}
