using System.Runtime.InteropServices;

namespace Fla.Generators.Tests.Support;

/// <summary>
/// A tensor inside a larger block. Around an input lies NaN, so that reading outside shows; around an output lies a pattern,
/// so that writing outside shows. An output's own elements start as a NaN that no arithmetic makes.
/// </summary>
internal abstract class GuardedTensor : IDisposable
{
    public required string Name { get; init; }

    public required bool IsOutput { get; init; }

    public required long[] Shape { get; init; }

    public abstract object View { get; }

    public static GuardedTensor Create(Type element, string name, bool output, Argument argument, int seed) =>
        element == typeof(float) ? new GuardedTensor<float>(argument, output, seed) { Name = name, IsOutput = output, Shape = argument.Shape! }
        : element == typeof(BFloat16) ? new GuardedTensor<BFloat16>(argument, output, seed) { Name = name, IsOutput = output, Shape = argument.Shape! }
        : element == typeof(Half) ? new GuardedTensor<Half>(argument, output, seed) { Name = name, IsOutput = output, Shape = argument.Shape! }
        : element == typeof(double) ? new GuardedTensor<double>(argument, output, seed) { Name = name, IsOutput = output, Shape = argument.Shape! }
        : element == typeof(int) ? new GuardedTensor<int>(argument, output, seed) { Name = name, IsOutput = output, Shape = argument.Shape! }
        : new GuardedTensor<long>(argument, output, seed) { Name = name, IsOutput = output, Shape = argument.Shape! };

    public abstract double[] Elements();

    /// <summary>Which elements are not what an output starts with.</summary>
    public abstract bool[] Written();

    /// <summary>Everything but an output's own elements is as it was.</summary>
    public abstract bool IsIntact();

    public abstract void Dispose();
}

internal sealed unsafe class GuardedTensor<T> : GuardedTensor where T : unmanaged
{
    private const int Guard = 96;
    private const byte Pattern = 0xA5;

    /// <summary>A NaN in each floating type, whatever its width.</summary>
    private static readonly T Unwritten = MemoryMarshal.Read<T>([.. Enumerable.Repeat(Pattern, sizeof(T) - 2), 0xF5, 0x7F]);

    private static readonly double[] Specials =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, -1, 1e-30, -1e30, 88, -88, 104, 1e-3, 0.5, 3];

    private readonly T* memory;
    private readonly long length;
    private readonly T[] before;
    private readonly long[] places;
    private readonly long[] shape;
    private readonly long[] strides;

    public GuardedTensor(Argument argument, bool output, int seed)
    {
        shape = argument.Shape!;
        strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = (stride * shape[axis]) + (axis == shape.Length - 1 ? argument.Gap : 0);
        }

        length = stride + (2 * Guard);
        memory = (T*)NativeMemory.Alloc((nuint)length, (nuint)sizeof(T));
        new Span<byte>(memory, checked((int)(length * sizeof(T)))).Fill(output ? Pattern : (byte)0xFF);
        places = Places();
        Random random = new(seed);
        foreach (long place in places)
            memory[place] = output ? Unwritten : Convert(Draw(random, argument.Data));
        before = new Span<T>(memory, checked((int)length)).ToArray();
    }

    public override object View => IsOutput ? new Out<T>(memory + Guard, shape, strides) : new In<T>(memory + Guard, shape, strides);

    public override double[] Elements() => [.. places.Select(place => ToDouble(memory[place]))];

    public override bool[] Written() => [.. places.Select(place => !new ReadOnlySpan<byte>(memory + place, sizeof(T)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in Unwritten))))];

    public override bool IsIntact()
    {
        HashSet<long> own = IsOutput ? [.. places] : [];
        ReadOnlySpan<byte> was = MemoryMarshal.AsBytes(before.AsSpan());
        ReadOnlySpan<byte> now = new(memory, was.Length);
        for (int i = 0; i < was.Length; i++)
        {
            if (was[i] != now[i] && !own.Contains(i / sizeof(T)))
                return false;
        }

        return true;
    }

    public override void Dispose() => NativeMemory.Free(memory);

    private long[] Places()
    {
        List<long> all = [Guard];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            long stride = strides[axis];
            all = [.. all.SelectMany(place => Enumerable.Range(0, (int)shape[axis]).Select(i => place + (i * stride)))];
        }

        return [.. all];
    }

    private static double Draw(Random random, Data data) => data switch
    {
        Data.Positive => 0.1 + (random.NextDouble() * 3.9),
        Data.Special => Specials[random.Next(Specials.Length)],
        Data.Whole => random.Next(-3, 4),
        Data.NaN => double.NaN,
        Data.Negative => -0.1 - (random.NextDouble() * 3.9),
        _ => typeof(T) == typeof(int) || typeof(T) == typeof(long) ? random.Next(0, 4) : (random.NextDouble() * 2) - 1,
    };

    private static T Convert(double value)
    {
        if (typeof(T) == typeof(float))
            return (T)(object)(float)value;
        if (typeof(T) == typeof(BFloat16))
            return (T)(object)(BFloat16)value;
        if (typeof(T) == typeof(Half))
            return (T)(object)(Half)value;
        if (typeof(T) == typeof(double))
            return (T)(object)value;
        return typeof(T) == typeof(int) ? (T)(object)(int)value : (T)(object)(long)value;
    }

    private static double ToDouble(T value) => value switch
    {
        float x => x,
        BFloat16 x => (double)x,
        Half x => (double)x,
        double x => x,
        int x => x,
        _ => (long)(object)value,
    };
}
