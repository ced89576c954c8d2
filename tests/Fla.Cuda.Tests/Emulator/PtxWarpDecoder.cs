namespace Fla.Cuda.Tests.Emulator;

/// <summary>Instructions that the 32 threads of a warp do together.</summary>
internal static class PtxWarpDecoder
{
    public static Action<PtxThread[]> Decode(PtxDecoder decoder, string[] p, PtxOperand[] o) => p[0] switch
    {
        "shfl" => Shuffle(decoder, p[2], o),
        "movmatrix" => Transpose(decoder, o),
        "ldmatrix" => LoadMatrix(decoder, p.Contains("trans"), o),
        _ when p.Contains("tf32") => MultiplyTf32(decoder, o),
        _ => Multiply(decoder, p.Contains("bf16") ? PtxNumbers.FromBf16 : PtxNumbers.FromF16, o),
    };

    private static Action<PtxThread[]> Shuffle(PtxDecoder decoder, string mode, PtxOperand[] o)
    {
        Func<PtxThread, ulong> value = decoder.Value(o[1]), lane = decoder.Value(o[2]);
        Action<PtxThread, ulong> set = decoder.Set(o[0]);
        return warp =>
        {
            ulong[] values = Array.ConvertAll(warp, t => value(t));
            int[] from = Array.ConvertAll(warp, t => mode == "bfly" ? t.Lane ^ (int)lane(t) : (int)lane(t) & 31);
            for (int i = 0; i < 32; i++)
                set(warp[i], values[from[i]]);
        };
    }

    private static Action<PtxThread[]> Transpose(PtxDecoder decoder, PtxOperand[] o)
    {
        Func<PtxThread, ulong> value = decoder.Value(o[1]);
        Action<PtxThread, ulong> set = decoder.Set(o[0]);
        return warp =>
        {
            ulong[] x = Array.ConvertAll(warp, t => value(t));
            ulong At(int row, int column) => (x[(row * 4) + (column / 2)] >> (16 * (column % 2))) & 0xffff;
            for (int l = 0; l < 32; l++)
                set(warp[l], At(l % 4 * 2, l / 4) | (At((l % 4 * 2) + 1, l / 4) << 16));
        };
    }

    private static Action<PtxThread[]> LoadMatrix(PtxDecoder decoder, bool transposed, PtxOperand[] o)
    {
        Action<PtxThread, ulong>[] targets = [.. ((PtxGroup)o[0]).Items.Select(decoder.Set)];
        Func<PtxThread, long> address = decoder.Address(o[1]);
        return warp =>
        {
            for (int matrix = 0; matrix < targets.Length; matrix++)
            {
                long[] rows = [.. Enumerable.Range(0, 8).Select(i => address(warp[(matrix * 8) + i]))];
                foreach (long row in rows)
                {
                    if (row % 16 != 0)
                        throw new InvalidOperationException($"A row of a matrix at {row} is not aligned.");
                }

                ulong At(int row, int column, int thread) => PtxNumbers.Read(warp[0].Block.Read(rows[row] + (column * 2), 2, thread));
                for (int l = 0; l < 32; l++)
                {
                    int a = l / 4, b = l % 4 * 2, thread = warp[l].Index;
                    targets[matrix](warp[l], transposed ? At(b, a, thread) | (At(b + 1, a, thread) << 16) : At(a, b, thread) | (At(a, b + 1, thread) << 16));
                }
            }
        };
    }

    /// <summary>m16n8k16: the layouts of the PTX manual, as everywhere here. Sums are taken in double and rounded once: tensor cores are at least not better.</summary>
    private static Action<PtxThread[]> Multiply(PtxDecoder decoder, Func<ulong, float> read, PtxOperand[] o)
    {
        Action<PtxThread, float>[] d = [.. ((PtxGroup)o[0]).Items.Select(decoder.SetFloat)];
        Func<PtxThread, ulong>[] a = [.. ((PtxGroup)o[1]).Items.Select(decoder.Value)], b = [.. ((PtxGroup)o[2]).Items.Select(decoder.Value)];
        Func<PtxThread, float>[] c = [.. ((PtxGroup)o[3]).Items.Select(decoder.Float)];
        return warp =>
        {
            float[,] left = new float[16, 16], right = new float[16, 8];
            for (int l = 0; l < 32; l++)
            {
                for (int i = 0; i < 2; i++)
                {
                    int shift = 16 * i, k = (l % 4 * 2) + i, row = l / 4;
                    float Half(Func<PtxThread, ulong> x) => read((x(warp[l]) >> shift) & 0xffff);
                    left[row, k] = Half(a[0]);
                    left[row + 8, k] = Half(a[1]);
                    left[row, k + 8] = Half(a[2]);
                    left[row + 8, k + 8] = Half(a[3]);
                    right[k, row] = Half(b[0]);
                    right[k + 8, row] = Half(b[1]);
                }
            }

            Accumulate(warp, left, right, c, d);
        };
    }

    /// <summary>m16n8k8. What is no tf32 number is refused: tensor cores would cut its last bits off, which is not rounding.</summary>
    private static Action<PtxThread[]> MultiplyTf32(PtxDecoder decoder, PtxOperand[] o)
    {
        Action<PtxThread, float>[] d = [.. ((PtxGroup)o[0]).Items.Select(decoder.SetFloat)];
        Func<PtxThread, ulong>[] a = [.. ((PtxGroup)o[1]).Items.Select(decoder.Value)], b = [.. ((PtxGroup)o[2]).Items.Select(decoder.Value)];
        Func<PtxThread, float>[] c = [.. ((PtxGroup)o[3]).Items.Select(decoder.Float)];
        return warp =>
        {
            float[,] left = new float[16, 8], right = new float[8, 8];
            for (int l = 0; l < 32; l++)
            {
                int row = l / 4, k = l % 4;
                left[row, k] = Number(a[0]);
                left[row + 8, k] = Number(a[1]);
                left[row, k + 4] = Number(a[2]);
                left[row + 8, k + 4] = Number(a[3]);
                right[k, row] = Number(b[0]);
                right[k + 4, row] = Number(b[1]);

                float Number(Func<PtxThread, ulong> x)
                {
                    uint bits = (uint)x(warp[l]);
                    float number = BitConverter.UInt32BitsToSingle(bits);
                    return (bits & 0x1fff) == 0 || float.IsNaN(number)
                        ? number
                        : throw new InvalidOperationException($"{number:r} was not rounded to tf32 before it was multiplied.");
                }
            }

            Accumulate(warp, left, right, c, d);
        };
    }

    private static void Accumulate(PtxThread[] warp, float[,] left, float[,] right, Func<PtxThread, float>[] c, Action<PtxThread, float>[] d)
    {
        for (int l = 0; l < 32; l++)
        {
            float[] sums = new float[4];
            for (int j = 0; j < 4; j++)
            {
                int row = (l / 4) + (j / 2 * 8), column = (l % 4 * 2) + (j % 2);
                double sum = c[j](warp[l]);
                for (int k = 0; k < left.GetLength(1); k++)
                    sum += (double)left[row, k] * right[k, column];
                sums[j] = (float)sum;
            }

            for (int j = 0; j < 4; j++)
                d[j](warp[l], sums[j]);
        }
    }
}
