using System.Runtime.InteropServices;

namespace Fla;

/// <summary>Scratch memory of a thread: aligned to cache lines, kept between launches, freed with the thread.</summary>
internal sealed unsafe class Scratch
{
    private const nuint Alignment = 64;

    [ThreadStatic]
    private static Scratch? t_own;

    private float* _memory;
    private long _length;

    ~Scratch() => NativeMemory.AlignedFree(_memory);

    public static float* Rent(long bytes)
    {
        Scratch own = t_own ??= new Scratch();
        if (own._length < bytes)
            own.Grow(bytes);
        return own._memory;
    }

    private void Grow(long bytes)
    {
        float* grown = (float*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        NativeMemory.AlignedFree(_memory);
        _memory = grown;
        _length = bytes;
    }
}
