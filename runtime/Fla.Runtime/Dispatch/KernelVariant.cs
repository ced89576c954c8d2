using System.ComponentModel;
using Fla.Cuda;

namespace Fla;

/// <summary>One compiled specialisation of a kernel template. The compiler emits a subclass with the template's constants as properties.</summary>
public abstract class KernelVariant
{
    private readonly VariantCode _code;

    /// <summary>For emitted code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected KernelVariant(
        string id,
        string kernel,
        ElementType element,
        string contentHash,
        KeyValuePair<string, string>[] constants,
        VariantResources resources,
        VariantCode code)
    {
        Id = id;
        Kernel = kernel;
        Element = element;
        ContentHash = contentHash;
        Constants = constants;
        Resources = resources;
        _code = code;
    }

    /// <summary>Kernel, target and constants: <c>delta_chunk/cpu/f32-K128-BV128-C16-PerHead</c>.</summary>
    public string Id { get; }

    /// <summary>The template's kernel name.</summary>
    public string Kernel { get; }

    /// <summary>The element type of its tensors.</summary>
    public ElementType Element { get; }

    /// <summary>What it was compiled for.</summary>
    public KernelTarget Target => _code.Target;

    /// <summary>SHA-256 of the emitted code and of every helper that it inlines, in hexadecimal.</summary>
    public string ContentHash { get; }

    /// <summary>The constants by the names of the template's parameters, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Constants { get; }

    /// <summary>What it needs, and the estimate of what it costs.</summary>
    public VariantResources Resources { get; }

    /// <summary>The code at each vector width.</summary>
    /// <exception cref="ArgumentException">The variant is not for CPUs.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CpuEntry Entry => _code is CpuCode cpu ? cpu.Entry : throw new ArgumentException($"Variant {Id} is for GPUs: launch it on a CudaStream.");

    /// <summary>The kernel of a variant for GPUs, to be compiled or loaded; null for a CPU's.</summary>
    public CudaKernelSource? CudaSource => (_code as CudaCode)?.KernelOf(this);

    /// <summary>The emitted C#; of a CPU's variant for the vector width that this machine runs.</summary>
    public string Source => SourceFor(CpuTarget.VectorBits);

    /// <summary>The emitted C# for a vector width of 512, 256 or 128 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such width.</exception>
    public string SourceFor(int vectorBits) => vectorBits is 512 or 256 or 128
        ? _code.Source(vectorBits)
        : throw new ArgumentOutOfRangeException(nameof(vectorBits), vectorBits, "Expected 512, 256 or 128.");

    /// <summary>The kernel as it is loaded on a GPU, loaded now if it was not before.</summary>
    internal CudaKernel On(CudaDevice device) =>
        _code is CudaCode cuda ? cuda.On(device, this) : throw new ArgumentException($"Variant {Id} is for CPUs: launch it without a stream.");

    /// <summary>Whether nothing must be compiled or loaded before a launch.</summary>
    internal bool IsOn(CudaDevice device) => _code is CudaCode cuda && cuda.IsOn(device);

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
