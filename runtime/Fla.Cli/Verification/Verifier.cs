using Fla.Safetensors;

namespace Fla.Cli;

/// <summary>Computes vectors and compares them with what they store. A bad file is a verdict and does not stop the others.</summary>
internal sealed class Verifier(Execution execution, Call call, string? only)
{
    public Execution Execution => execution;

    public IEnumerable<Verdict> Verify(IEnumerable<string> paths) => VectorPaths.Expand(paths).SelectMany(VerifyFile);

    private Verdict[] VerifyFile(string path)
    {
        string? name = only;
        try
        {
            using var file = new VectorFile(path);
            name = file.Op ?? only ?? throw new CliException("the metadata names no op: say which with --op");
            if (only is not null && name != only)
                return [];
            return Compare(file, OpName.Find(name));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [new Unusable(path, name, Boundary.Describe(e))];
        }
    }

    private Verdict[] Compare(VectorFile file, OpDescriptor op)
    {
        string[] stored = [.. op.Outputs.Select(t => t.Name).Where(file.Has)];
        if (stored.Length == 0)
            throw new CliException($"there is nothing to compare with: no {string.Join(" or ", op.Outputs.Select(t => t.Name))}");

        OpInputs inputs = call.Inputs(file, op, execution.Element);
        OpOutputs result = op.Run(inputs, execution.Options);
        var oracle = RoundingChanges(op, inputs) ? op.Oracle(inputs) : null;
        double tolerance = execution.Tolerance;
        return Array.ConvertAll(stored, Verdict (name) =>
        {
            NamedTensor expected = Expected(file, name, result.Tensors[name]);
            float[] reference = oracle?[name].Values ?? expected.Values;
            float[] actual = result.Tensors[name].Values;
            return new Compared(
                file.Path, result.Run, name,
                Accuracy.RelativeError(actual, reference), Accuracy.MaxAbsoluteError(actual, reference),
                tolerance, oracle is null ? "file" : "oracle");
        });
    }

    private static NamedTensor Expected(VectorFile file, string name, NamedTensor actual)
    {
        NamedTensor expected = file.Read(name);
        return expected.Shape.AsSpan().SequenceEqual(actual.Shape)
            ? expected
            : throw new SafetensorsException($"{name}: the file has {Format.Shape(expected.Shape)}, the inputs make {Format.Shape(actual.Shape)}");
    }

    /// <summary>Whether the element type cannot hold the file's inputs, so that its results are those of other inputs.</summary>
    private static bool RoundingChanges(OpDescriptor op, OpInputs inputs)
    {
        OpInputs rounded = op.Round(inputs);
        return rounded.Tensors.Any(t => !t.Value.Values.AsSpan().SequenceEqual(inputs.Tensors[t.Key].Values));
    }
}
