using System.Globalization;

namespace Fla.Tests;

/// <summary>Every one of the 65,536 values, and the points between neighbours where rounding changes its mind.</summary>
public class BFloat16Tests
{
    private const ushort Infinity = 0x7F80, Sign = 0x8000;

    [Fact]
    public void EveryValueSurvivesWideningAndRounding()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            BFloat16 value = BFloat16.FromBits((ushort)bits);
            Assert.Equal(bits, value.Bits);
            Assert.Equal(bits, ((BFloat16)(float)value).Bits);
            Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits((float)value));
            if (float.IsNaN((float)value))
                Assert.True(double.IsNaN((double)value) && double.IsNaN((double)(BFloat16)(double)value));
            else
                Assert.Equal(bits, ((BFloat16)(double)value).Bits);
        }
    }

    [Fact]
    public void BetweenNeighboursTheNearestWinsAndTiesGoToEven()
    {
        for (ushort low = 0; low < Infinity; low++)
        {
            ushort high = (ushort)(low + 1), even = (low & 1) == 0 ? low : high;
            double middle = (Value(low) + Value(high)) / 2;
            AssertRounds(even, middle);
            AssertRounds(low, Math.BitDecrement(middle));
            AssertRounds(high, Math.BitIncrement(middle));
            AssertRounds(even, (float)middle);
            AssertRounds(low, float.BitDecrement((float)middle));
            AssertRounds(high, float.BitIncrement((float)middle));
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity, Infinity)]
    [InlineData(double.MaxValue, Infinity)]
    [InlineData(float.MaxValue, Infinity)]
    [InlineData(double.Epsilon, 0)]
    [InlineData(float.Epsilon, 0)]
    [InlineData(1e-40, 1)]
    [InlineData(1, 0x3F80)]
    [InlineData(0, 0)]
    public void Edges(double value, int bits)
    {
        AssertRounds((ushort)bits, value);
        AssertRounds((ushort)bits, (float)value);
    }

    [Theory]
    [InlineData(0x7FC00000u)]
    [InlineData(0xFFC00000u)]
    [InlineData(0x7F800001u)]
    [InlineData(0xFF80FFFFu)]
    [InlineData(0x7FFFFFFFu)]
    public void NaNStaysNaNWithItsSign(uint bits)
    {
        float nan = BitConverter.UInt32BitsToSingle(bits);
        Assert.True(float.IsNaN((float)(BFloat16)nan));
        Assert.Equal(bits >> 31, (uint)((BFloat16)nan).Bits >> 15);
        Assert.True(float.IsNaN((float)(BFloat16)(double)nan));
    }

    [Fact]
    public void OperatorsCompareAsNumbersAndEqualsAsValues()
    {
        BFloat16 nan = (BFloat16)float.NaN, zero = (BFloat16)0f, minusZero = (BFloat16)(-0f), one = (BFloat16)1f;
        Assert.False(nan == BFloat16.FromBits(nan.Bits));
        Assert.True(nan != BFloat16.FromBits(nan.Bits));
        Assert.True(nan.Equals(BFloat16.FromBits((ushort)(nan.Bits | Sign))));
        Assert.True(zero == minusZero && zero.Equals(minusZero));
        Assert.Equal(zero.GetHashCode(), minusZero.GetHashCode());
        Assert.True(one != zero && !one.Equals((object)zero) && !one.Equals("1") && one.Equals((object)one));
    }

    [Fact]
    public void Text()
    {
        Assert.Equal("1.5", ((BFloat16)1.5f).ToString());
        Assert.Equal("1.50", ((BFloat16)1.5f).ToString("F2", CultureInfo.InvariantCulture));
        Assert.Equal("NaN", ((BFloat16)float.NaN).ToString());
    }

    // The value above the largest finite one is 2^128 for rounding's purposes.
    private static double Value(ushort bits) => bits == Infinity ? Math.Pow(2, 128) : (double)BFloat16.FromBits(bits);

    private static void AssertRounds(ushort bits, double value)
    {
        Assert.Equal(bits, ((BFloat16)value).Bits);
        Assert.Equal(bits | Sign, ((BFloat16)(-value)).Bits);
    }

    private static void AssertRounds(ushort bits, float value)
    {
        Assert.Equal(bits, ((BFloat16)value).Bits);
        Assert.Equal(bits | Sign, ((BFloat16)(-value)).Bits);
    }
}
