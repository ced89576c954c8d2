namespace Fla;

/// <summary>Parts of one piece of memory, each where any vector access may begin.</summary>
internal static unsafe class Scratch
{
    private const long Alignment = 256;

    public static long Bytes<T>(long elements) where T : unmanaged => ((elements * sizeof(T)) + Alignment - 1) / Alignment * Alignment;

    public static T* Take<T>(ref byte* next, long elements) where T : unmanaged
    {
        T* here = (T*)next;
        next += Bytes<T>(elements);
        return here;
    }
}
