using System.Globalization;

namespace Fla.NativeAot;

/// <summary>One op on the CPU against its oracle.</summary>
internal static class OpCheck
{
    private const int Seed = 1;

    /// <summary>Prompts of no whole number of chunks and vectors, and one decoding step: both kernels of an op, with masks.</summary>
    private static readonly OpShape[] Shapes =
    [
        new(B: 1, T: 67, H: 2, HV: 4, K: 64, V: 48),
        new(B: 2, T: 1, H: 2, HV: 2, K: 60, V: 100),
    ];

    public static bool Passes(OpDescriptor op, ElementType type)
    {
        bool passed = true;
        foreach (OpShape shape in Shapes)
        {
            OpInputs inputs = op.Synthesize(shape, type, Seed);
            OpOutputs outputs = op.Run(inputs, new OpOptions { Target = KernelTarget.Cpu });
            foreach ((string name, NamedTensor expected) in op.Oracle(inputs).OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
            {
                double error = Accuracy.RelativeError(outputs.Tensors[name].Values, expected.Values);
                bool close = error <= Accuracy.Tolerance(type);
                passed &= close;
                string verdict = close ? "pass" : "FAIL";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict} {op.Name} {type} {name}: relative error {error:0.0e+0}, {outputs.Run.Variant}"));
            }
        }

        return passed;
    }
}
