namespace Operations;

public enum Mode { Plain, Doubled, Squared }

public static class Control
{
    [KernelTemplate, Case("13x19", "13x19", "0"), Case("13x19", "13x19", "1"), Case("13x19", "13x19", "5")]
    public static void CarriedTile(Block block, In<float> a, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        for (int i = 0; i < n; i++)
            x = x * 0.5f + i;
        o[.., ..].Store(x);
    }

    [KernelTemplate, Case("13x19", "13x19", "13x19", "0"), Case("13x19", "13x19", "13x19", "1"), Case("13x19", "13x19", "13x19", "4")]
    public static void TradingPlaces(Block block, In<float> a, In<float> b, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = b[.., ..].Load(13, 19);
        for (int i = 0; i < n; i++)
            (x, y) = (y, x);
        o[.., ..].Store(x - 2 * y);
    }

    [KernelTemplate, Case("13x19", "13x19", "13x19", "0"), Case("13x19", "13x19", "13x19", "7")]
    public static void Fibonacci(Block block, In<float> a, In<float> b, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = b[.., ..].Load(13, 19);
        for (int i = 0; i < n; i++)
        {
            Tile next = x + y;
            x = y;
            y = next;
        }

        o[.., ..].Store(x * y);
    }

    [KernelTemplate, Case("5x7", "5x7", "5x7", "5x7", "5")]
    public static void RotatingThree(Block block, In<float> a, In<float> b, In<float> c, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(5, 7);
        Tile y = b[.., ..].Load(5, 7);
        Tile z = c[.., ..].Load(5, 7);
        for (int i = 0; i < n; i++)
        {
            Tile t = x;
            x = y;
            y = z;
            z = t;
        }

        o[.., ..].Store(x + 10 * y + 100 * z);
    }

    [KernelTemplate, Case("1x1", "0"), Case("1x1", "9")]
    public static void TradingScalars(Block block, Out<float> o, int n)
    {
        int a = 1;
        int b = 1;
        float f = 0.5f;
        bool odd = false;
        for (int i = 0; i < n; i++)
        {
            (a, b) = (b, a + b);
            f = odd ? f * 2 : f + 1;
            odd = !odd;
        }

        o[.., ..].Store(Tile.Full(1, 1, a * 100 + b) + f + (odd ? 0.25f : 0));
    }

    [KernelTemplate, Case("13x19", "13x19", "3", "2"), Case("13x19", "13x19", "0", "2"), Case("13x19", "13x19", "3", "0")]
    public static void Nested(Block block, In<float> a, Out<float> o, int n, int m)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile total = Tile.Zeros(13, 19);
        for (int i = 0; i < n; i++)
        {
            Tile part = x * i;
            for (int j = i; j < n + m; j += 2)
                part = part * 0.5f + j;
            total += part;
        }

        o[.., ..].Store(total);
    }

    [KernelTemplate, Case("13x19", "13x19", "7"), Case("13x19", "13x19", "0")]
    public static void CountingDown(Block block, In<float> a, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        for (int i = n - 1; i >= 0; i--)
            x = x * 0.5f + i;
        for (int i = n; i > 0; i -= 3)
            x = x - i;
        for (int i = 0; n >= i; i += 2)
            x = x * 0.9f + i;
        o[.., ..].Store(x);
    }

    [KernelTemplate, Case("13x19", "13x19")]
    public static void ConstantTrips(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(13, 19);
        for (int i = 0; i < 0; i++)
            x = x * 100;
        for (int i = 0; i < 1; i++)
            x = x + 1;
        for (int i = 3; i <= 5; i++)
            x = x * 0.5f + i;
        o[.., ..].Store(x);
    }

    [KernelTemplate, Case("13x19", "13x19", "13x19", "1"), Case("13x19", "13x19", "13x19", "-1")]
    public static void BranchYieldsTiles(Block block, In<float> a, Out<float> o, Out<float> p, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = x * 2;
        if (n > 0)
        {
            x = Tile.Exp(x);
            y = x + y;
        }
        else
        {
            y = Tile.CumSum(x, 1);
        }

        o[.., ..].Store(x);
        p[.., ..].Store(y);
    }

    [KernelTemplate, Case("13x19", "13x19", "true"), Case("13x19", "13x19", "false")]
    public static void BranchSwaps(Block block, In<float> a, Out<float> o, bool swap)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = Tile.Exp(x);
        if (swap)
            (x, y) = (y, x);
        o[.., ..].Store(x * 2 + y);
    }

    [KernelTemplate, Case("13x19", "13x19", "6")]
    public static void BranchInLoop(Block block, In<float> a, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = x;
        for (int i = 0; i < n; i++)
        {
            if (i % 2 == 0)
                x = x + y;
            else if (i == 3)
                (x, y) = (y, x);
            else
                y = y * 0.5f;
        }

        o[.., ..].Store(x - y);
    }

    [KernelTemplate, Case("13x19", "13x19", "0"), Case("13x19", "13x19", "1"), Case("13x19", "13x19", "2")]
    public static void EarlyReturn(Block block, In<float> a, Out<float> o, int n)
    {
        if (n == 0)
            return;
        Tile x = a[.., ..].Load(13, 19);
        if (n == 1)
        {
            o[.., ..].Store(x);
            return;
        }

        o[.., ..].Store(x * n);
    }

    [KernelTemplate, Case("13x19", "13x19", "0"), Case("13x19", "13x19", "5")]
    public static void HelperReturnsEarly(Block block, In<float> a, Out<float> o, int n) => o[.., ..].Store(Pick(a[.., ..].Load(13, 19), n));

    [KernelTemplate, Case("13x19", "13x19", "1x19")]
    public static void Tuples(Block block, In<float> a, Out<float> o, Out<float> p)
    {
        Tile x = a[.., ..].Load(13, 19);
        (Tile scaled, Tile sum) = Scaled(x, 3);
        (Tile Value, int Number) pair = (scaled, 2);
        o[.., ..].Store(pair.Value * pair.Number);
        (_, sum) = (x, sum + 1);
        p[.., ..].Store(sum);
    }

    [KernelTemplate, Case("13x19", "13x19", "0"), Case("13x19", "13x19", "1"), Case("13x19", "13x19", "7")]
    public static void Switches(Block block, [Choice] Mode mode, In<float> a, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile y = mode switch
        {
            Mode.Plain => x,
            Mode.Doubled => x * 2,
            _ => x * x,
        };
        int factor = n switch { 0 => 1, 1 => 10, _ => 100 };
        o[.., ..].Store(y * factor);
    }

    [KernelTemplate, Case("13x19", "13x19", "2")]
    public static void LocalFunctions(Block block, In<float> a, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        o[.., ..].Store(Twice(x) + Power(x, n));

        static Tile Twice(Tile t) => t + t;

        static Tile Power(Tile t, int exponent)
        {
            Tile result = Tile.Full(13, 19, 1);
            for (int i = 0; i < exponent; i++)
                result *= t;
            return result;
        }
    }

    [KernelTemplate, Case("6", "6x5"), Case("0", "6x5"), Case("none", "6x5")]
    public static void ConditionalLogic(Block block, In<int> a, Out<float> o)
    {
        // Reads on the right must not happen when the left decides.
        if (!a.IsEmpty && a.Dim(0) > 0 && a.Read(0) >= 0)
            o[0, ..].Store(Tile.Full(1, 5, 1));
        if (a.IsEmpty || a.Dim(0) == 0 || a.Read(a.Dim(0) - 1) < 0)
            o[1, ..].Store(Tile.Full(1, 5, 2));
        bool both = !a.IsEmpty & o.Dim(0) > 3 ^ false;
        o[2, ..].Store(Tile.Full(1, 5, both ? 3 : 4));
    }

    [KernelTemplate, Case("13x19", "13x19", "0.5f"), Case("13x19", "13x19", "-0.5f")]
    public static void ScalarOfTileDecides(Block block, In<float> a, Out<float> o, float limit)
    {
        Tile x = a[.., ..].Load(13, 19);
        float mean = (Tile.Sum(Tile.Sum(x, 0), 1) / (13 * 19)).Scalar;
        if (mean < limit)
            x = x - mean;
        o[.., ..].Store(mean > 0 ? x : -x);
    }

    [KernelTemplate, Case("2x3", "7", "-3", "2.75f"), Case("2x3", "-7", "3", "-2.75f")]
    public static void ScalarArithmetic(Block block, Out<float> o, int n, int m, float f)
    {
        long big = (long)n * 1000000 * 1000000;
        float sum = n / m + n % m * 10 + (int)f + -m + (float)n / m + f % 2;
        sum += Math.Min(n, m) + Math.Max(f, 0.5f) + MathF.Abs(f) + MathF.Sqrt(4) + (big / 1000000 > 0 ? 1 : 2);
        bool flag = n > m ^ f > 0 | !(n == m) & n != 3;
        o[.., ..].Store(Tile.Full(2, 3, sum) + (flag ? 0.125f : 0));
    }

    [KernelTemplate]
    [Case("1x19", "2", "0.5f"), Case("1x19", "-2", "NaNf"), Case("1x19", "0", "Infinityf")]
    public static void ScalarsAgainstThemselves(Block block, Out<float> o, int n, float f)
    {
        long wide = n;
        bool flag = n > 0;
        o[.., 0..6].Store(Tile.Full(1, 6, Orders(n, n) + Orders(f, f) * 100));
        o[.., 6..12].Store(Tile.Full(1, 6, Orders(wide, wide) + Orders(f * 2, 2 * f + 0 * n) * 100));
        o[.., 12..].Store(Tile.Full(1, 7, (Same(flag, flag) ? 1 : 0) + (Same(flag, !flag) ? 2 : 0) + (Same(block.X < 2, block.X < 2) ? 4 : 0)));
        if (!Ordered(f, f))
            o[.., 18].Store(Tile.Full(1, 1, -1));
    }

    [KernelTemplate, Case("1x1", "2x17"), Case("1x1 special", "2x17"), Case("1x1 nan", "2x17")]
    public static void TileAgainstItself(Block block, In<float> a, Out<float> o)
    {
        Tile x = a[.., ..].Load(1, 1);
        Tile one = Tile.Full(1, 17, 1);
        o[0, ..].Store(
            Tile.Where(Below(x, x), one, 0) + Tile.Where(Equals(x, x), one, 0) * 2 + Tile.Where(Differs(x, x), one, 0) * 4);
        o[1, ..].Store(
            Tile.Where(!Equals(x, x) | Below(x, x), one, 3) + Tile.Where(Equals(one, one), one, 0) * 2 + Tile.Where(Differs(one / 0, one / 0), one, 0) * 4);
    }

    [KernelTemplate, Case("13x19", "13x19", "3")]
    public static void Invariant(Block block, In<float> a, Out<float> o, int n)
    {
        Tile x = a[.., ..].Load(13, 19);
        Tile fixedPart = Tile.Exp(x);
        for (int i = 0; i < n; i++)
        {
            Tile y = fixedPart * i + Tile.Sum(fixedPart, 1);
            if (i < 5)
                o[i, ..].Store(y.Row(i));
        }

        o[5.., ..].Store(fixedPart);
    }

    // Written on two names: the C# compiler warns of x == x in a template as well.
    private static int Orders(int x, int y) =>
        (x < y ? 1 : 0) + (x <= y ? 2 : 0) + (x > y ? 4 : 0) + (x >= y ? 8 : 0) + (x == y ? 16 : 0) + (x != y ? 32 : 0);

    private static int Orders(long x, long y) =>
        (x < y ? 1 : 0) + (x <= y ? 2 : 0) + (x > y ? 4 : 0) + (x >= y ? 8 : 0) + (x == y ? 16 : 0) + (x != y ? 32 : 0);

    private static int Orders(float x, float y) =>
        (x < y ? 1 : 0) + (x <= y ? 2 : 0) + (x > y ? 4 : 0) + (x >= y ? 8 : 0) + (x == y ? 16 : 0) + (x != y ? 32 : 0);

    private static bool Same(bool x, bool y) => x == y;

    private static bool Ordered(float x, float y) => x <= y;

    private static Mask Below(Tile x, Tile y) => x < y;

    private static Mask Equals(Tile x, Tile y) => x == y;

    private static Mask Differs(Tile x, Tile y) => x != y;

    private static Tile Pick(Tile x, int n)
    {
        if (n > 3)
            return x * 2;
        Tile y = x + 1;
        return y * y;
    }

    private static (Tile, Tile) Scaled(Tile x, int factor)
    {
        Tile y = x * factor;
        return (y, Tile.Sum(y, 0));
    }
}
