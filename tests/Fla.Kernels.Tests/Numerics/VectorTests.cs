namespace Fla.Kernels.Tests;

/// <summary>Results of another implementation (float32, not this repository's code).</summary>
public class VectorTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    private static string[] Files { get; } =
        [.. Directory.GetFiles(Folder, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    public static IEnumerable<object[]> EachFile => Targets.Product(Files);

    public static IEnumerable<object[]> EachFileAndTarget => Targets.Product(Files, Targets.All);

    public static IEnumerable<object[]> EachFileTargetAndElement => Targets.Product(Files, Targets.All, Targets.Elements);

    [Fact]
    public void All_vectors_of_the_family_are_here() => Assert.Equal(45, Files.Length);

    [Theory, MemberData(nameof(EachFile))]
    public void Oracle_agrees(string file)
    {
        Dictionary<string, NamedTensor> tensors = Read(file, out string op);
        Numeric.Near(tensors, Numeric.Op(op).Oracle(Inputs(tensors, ElementType.Float32)), 2e-6);
    }

    [Theory, MemberData(nameof(EachFileTargetAndElement))]
    public void Kernels_agree(string file, KernelTarget target, ElementType element)
    {
        Dictionary<string, NamedTensor> tensors = Read(file, out string op);
        OpInputs inputs = Inputs(tensors, element);
        Numeric.MatchesOracle(op, inputs, target);
        if (element != ElementType.Float16)
            Numeric.Near(tensors, Numeric.Run(op, inputs, target), Accuracy.Tolerance(element));
    }

    [Theory, MemberData(nameof(EachFile))]
    public void Recurrent_template_agrees(string file)
    {
        Dictionary<string, NamedTensor> tensors = Read(file, out string op);
        OpInputs inputs = Inputs(tensors, ElementType.Float32);
        Numeric.Near(tensors, Numeric.Run(op, inputs, KernelTarget.Reference, Numeric.Recurrent(op)), 1e-5);
    }

    private static Dictionary<string, NamedTensor> Read(string file, out string op)
    {
        op = file[..file.IndexOf('.')];
        return SafeTensors.Read(Path.Combine(Folder, file + ".safetensors"));
    }

    private static OpInputs Inputs(Dictionary<string, NamedTensor> tensors, ElementType element) =>
        new() { ElementType = element, Tensors = tensors, Layer = new(3, 12) };
}
