using System.ComponentModel;

namespace Fla;

/// <summary>A variant's code on the target that it was compiled for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VariantCode
{
    private protected VariantCode()
    {
    }

    /// <summary>The target.</summary>
    public abstract KernelTarget Target { get; }

    /// <summary>The emitted C#; only a CPU's depends on the vector width.</summary>
    internal abstract string Source(int vectorBits);
}
