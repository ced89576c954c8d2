using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fla.Cli;

/// <summary>Measures in a moment what this machine's CPU can do at most: reading a buffer larger than its caches, and multiply-adds in registers.</summary>
internal static unsafe class CpuPeak
{
    private const long BufferBytes = 256 << 20;
    private const int Accumulators = 12;
    private const int Rounds = 1_000_000;
    private const int Attempts = 10;
    private static float s_sink;

    /// <summary>The limits with so many threads.</summary>
    public static DeviceLimits Measure(int threads) => new(Bandwidth(threads), Flops(threads), $"measured on this machine just now, {threads} {(threads == 1 ? "thread" : "threads")}");

    private static double Bandwidth(int threads)
    {
        nuint bytes = (nuint)(BufferBytes / threads) & ~(nuint)4095;
        byte* buffer = (byte*)NativeMemory.AlignedAlloc(bytes * (nuint)threads, 64);
        try
        {
            // Pages exist once they are written.
            Each(threads, i => NativeMemory.Fill(buffer + ((nuint)i * bytes), bytes, 1));
            return (double)bytes * threads / Fastest(() => Each(threads, i => s_sink = Sum((float*)(buffer + ((nuint)i * bytes)), (long)(bytes / sizeof(float)))));
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
        }
    }

    /// <remarks>Threads share nothing here, so each has its own fastest attempt: on a busy machine they are seldom fast together.</remarks>
    private static double Flops(int threads)
    {
        Func<int, float> work = CpuTarget.VectorBits switch
        {
            512 => MultiplyAdd512,
            256 => MultiplyAdd256,
            _ => MultiplyAdd128,
        };
        double operations = 2.0 * Accumulators * (CpuTarget.VectorBits / 32) * Rounds;
        double[] seconds = new double[threads];
        Each(threads, i => seconds[i] = Fastest(() => s_sink = work(Rounds)));
        return seconds.Sum(s => operations / s);
    }

    private static double Fastest(Action action) => Enumerable.Range(0, Attempts).Min(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    private static void Each(int threads, Action<int> work)
    {
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(() => work(i)))];
        foreach (Thread other in others)
            other.Start();
        work(0);
        foreach (Thread other in others)
            other.Join();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float* values, long count)
    {
        Vector256<float> a = default, b = default, c = default, d = default;
        for (long i = 0; i + 32 <= count; i += 32)
        {
            a += Vector256.Load(values + i);
            b += Vector256.Load(values + i + 8);
            c += Vector256.Load(values + i + 16);
            d += Vector256.Load(values + i + 24);
        }

        return Vector256.Sum(a + b + c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd512(int rounds)
    {
        Vector512<float> x = Vector512.Create(1.0000001f), y = Vector512.Create(1e-9f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd256(int rounds)
    {
        Vector256<float> x = Vector256.Create(1.0000001f), y = Vector256.Create(1e-9f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdd128(int rounds)
    {
        Vector128<float> x = Vector128.Create(1.0000001f), y = Vector128.Create(1e-9f);
        Vector128<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector128.FusedMultiplyAdd(a, x, y);
            b = Vector128.FusedMultiplyAdd(b, x, y);
            c = Vector128.FusedMultiplyAdd(c, x, y);
            d = Vector128.FusedMultiplyAdd(d, x, y);
            e = Vector128.FusedMultiplyAdd(e, x, y);
            f = Vector128.FusedMultiplyAdd(f, x, y);
            g = Vector128.FusedMultiplyAdd(g, x, y);
            h = Vector128.FusedMultiplyAdd(h, x, y);
            i = Vector128.FusedMultiplyAdd(i, x, y);
            j = Vector128.FusedMultiplyAdd(j, x, y);
            k = Vector128.FusedMultiplyAdd(k, x, y);
            l = Vector128.FusedMultiplyAdd(l, x, y);
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
