using System.ComponentModel;

namespace Fla;

/// <summary>A kernel's code for each vector width: arguments, program index, scratch memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct CpuEntry(
    delegate*<void*, int, int, int, float*, void> wide512,
    delegate*<void*, int, int, int, float*, void> wide256,
    delegate*<void*, int, int, int, float*, void> wide128)
{
    private readonly delegate*<void*, int, int, int, float*, void> _wide512 = wide512;
    private readonly delegate*<void*, int, int, int, float*, void> _wide256 = wide256;
    private readonly delegate*<void*, int, int, int, float*, void> _wide128 = wide128;

    internal delegate*<void*, int, int, int, float*, void> For(int vectorBits) => vectorBits switch
    {
        512 => _wide512,
        256 => _wide256,
        _ => _wide128,
    };
}
