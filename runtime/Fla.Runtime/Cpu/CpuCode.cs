using System.ComponentModel;

namespace Fla;

/// <summary>For emitted code: a kernel for CPUs.</summary>
/// <param name="entry">The code at each vector width.</param>
/// <param name="source">The emitted C# by vector width.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CpuCode(CpuEntry entry, Func<int, string> source) : VariantCode
{
    /// <inheritdoc/>
    public override KernelTarget Target => KernelTarget.Cpu;

    internal CpuEntry Entry => entry;

    internal override string Source(int vectorBits) => source(vectorBits);
}
