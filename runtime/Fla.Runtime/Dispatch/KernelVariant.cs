using System.ComponentModel;

namespace Fla;

/// <summary>One compiled specialisation of a kernel template. The compiler emits a subclass with the template's constants as properties.</summary>
public abstract class KernelVariant
{
    private readonly Func<int, string> _source;

    /// <summary>For emitted code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected KernelVariant(
        string id,
        string kernel,
        ElementType element,
        string contentHash,
        KeyValuePair<string, string>[] constants,
        VariantResources resources,
        CpuEntry entry,
        Func<int, string> source)
    {
        Id = id;
        Kernel = kernel;
        Element = element;
        ContentHash = contentHash;
        Constants = constants;
        Resources = resources;
        Entry = entry;
        _source = source;
    }

    /// <summary>Kernel, target and constants: <c>delta_chunk/cpu/f32-K128-BV128-C16-PerHead</c>.</summary>
    public string Id { get; }

    /// <summary>The template's kernel name.</summary>
    public string Kernel { get; }

    /// <summary>The element type of its tensors.</summary>
    public ElementType Element { get; }

    /// <summary>What it was compiled for.</summary>
    public KernelTarget Target => KernelTarget.Cpu;

    /// <summary>SHA-256 of the emitted code and of every helper that it inlines, in hexadecimal.</summary>
    public string ContentHash { get; }

    /// <summary>The constants by the names of the template's parameters, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Constants { get; }

    /// <summary>What it needs, and the estimate of what it costs.</summary>
    public VariantResources Resources { get; }

    /// <summary>The code at each vector width.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CpuEntry Entry { get; }

    /// <summary>The emitted C# for the vector width that this machine runs.</summary>
    public string Source => SourceFor(CpuTarget.VectorBits);

    /// <summary>The emitted C# for a vector width of 512, 256 or 128 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such width.</exception>
    public string SourceFor(int vectorBits) => vectorBits is 512 or 256 or 128
        ? _source(vectorBits)
        : throw new ArgumentOutOfRangeException(nameof(vectorBits), vectorBits, "Expected 512, 256 or 128.");

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
