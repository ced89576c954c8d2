using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>An op as tools see it: tensors by name, element type at run time.</summary>
public abstract class OpDescriptor
{
    /// <summary>The op's name in files and on the command line, for example <c>gated_delta_rule</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One line: the recurrence.</summary>
    public abstract string Summary { get; }

    /// <summary>Where it was published.</summary>
    public abstract string Paper { get; }

    /// <summary>The tensors it reads.</summary>
    public abstract IReadOnlyList<OpTensor> Inputs { get; }

    /// <summary>The tensors it writes.</summary>
    public abstract IReadOnlyList<OpTensor> Outputs { get; }

    /// <summary>Whether it can divide rows of q and k by their length first (<see cref="OpInputs.UseQkL2Norm"/>).</summary>
    public abstract bool CanNormalizeQk { get; }

    /// <summary>Whether it depends on the layer (<see cref="OpInputs.Layer"/>).</summary>
    public abstract bool HasLayers { get; }

    /// <summary>Converts the inputs and allocates the outputs, so that the op can be run many times.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or breaks the contract; the message has the expected and the given shape.</exception>
    public abstract PreparedOp Prepare(OpInputs inputs);

    /// <summary>The same on a GPU, in the order of a stream.</summary>
    /// <inheritdoc cref="Prepare(OpInputs)" path="/exception"/>
    /// <exception cref="CudaException">The GPU has not enough memory.</exception>
    public abstract PreparedOp Prepare(OpInputs inputs, CudaStream stream);

    /// <summary>What the op should give, from an independent recurrence in double over the same rounded inputs.</summary>
    /// <inheritdoc cref="Prepare(OpInputs)" path="/exception"/>
    public abstract IReadOnlyDictionary<string, NamedTensor> Oracle(OpInputs inputs);

    /// <summary>Realistic inputs without initial state: the same ones for the same seed.</summary>
    /// <exception cref="ArgumentException">The shape breaks the contract.</exception>
    public abstract OpInputs Synthesize(OpShape shape, ElementType dtype, int seed);

    /// <summary>Shapes that are worth tuning when none is named.</summary>
    public abstract IReadOnlyList<string> TunedShapes(KernelTarget target);

    /// <summary>The question that a call poses to dispatch, and every variant that fits.</summary>
    /// <param name="shape">The call's axes.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="threads">Threads that it may use; 0 for all.</param>
    public abstract Matchup Match(OpShape shape, ElementType dtype, int threads);

    /// <summary>The same on a GPU; variants that do not fit it are left out.</summary>
    /// <param name="shape">The call's axes.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="device">What the GPU has.</param>
    public abstract Matchup Match(OpShape shape, ElementType dtype, CudaLimits device);

    /// <summary>A shape that poses a problem.</summary>
    internal abstract OpShape ShapeOf(in Problem problem);

    /// <summary>A shape of a variant's own head dimensions, large enough to time; null when the op does not use it.</summary>
    internal abstract OpShape? ShapeOf(KernelVariant variant);

    /// <summary>Realistic inputs for a race: with an initial state, as in decoding.</summary>
    internal abstract OpInputs TrialInputs(OpShape shape, ElementType dtype, int seed);

    /// <summary>Small calls with the head dimensions of a shape: ragged, one token, packed, with strong gates and none.</summary>
    internal abstract IEnumerable<(OpShape Shape, OpInputs Inputs)> GateInputs(OpShape shape, ElementType dtype, int seed);

    /// <summary>Runs the op once; with the target <see cref="KernelTarget.Cuda"/> on the first GPU.</summary>
    /// <inheritdoc cref="Prepare(OpInputs)" path="/exception"/>
    /// <exception cref="InvalidOperationException">This build lacks the target or variant that <paramref name="options"/> name.</exception>
    /// <exception cref="CudaException">There is no GPU, or it has not enough memory.</exception>
    public OpOutputs Run(OpInputs inputs, OpOptions options)
    {
        using CudaStream? stream = options.Target == KernelTarget.Cuda ? new(CudaDevice.Open()) : null;
        using PreparedOp prepared = stream is null ? Prepare(inputs) : Prepare(inputs, stream);
        OpRun run = prepared.Run(options);
        return new(prepared.ReadOutputs(), run);
    }

    /// <summary>The inputs as the op sees them: this op's tensors only, rounded to the element type unless they always stay float32.</summary>
    public OpInputs Round(OpInputs inputs)
    {
        Dictionary<string, NamedTensor> rounded = [];
        foreach (OpTensor tensor in Inputs)
        {
            if (!inputs.Tensors.TryGetValue(tensor.Name, out NamedTensor? given))
                continue;
            rounded[tensor.Name] = tensor.AlwaysFloat32 || inputs.ElementType == ElementType.Float32
                ? given
                : new(given.Shape, Array.ConvertAll(given.Values, value => Elements.Round(inputs.ElementType, value)));
        }
        return inputs with { Tensors = rounded };
    }
}
