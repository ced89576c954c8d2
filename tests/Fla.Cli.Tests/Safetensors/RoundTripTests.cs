using CsCheck;
using Fla.Safetensors;

namespace Fla.Cli.Tests.Safetensors;

public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Float32KeepsEveryBit() => Gen.Float.Array[0, 40].Sample(values =>
    {
        float[] back = Back(SafetensorsTensor.FromSingles("x", SafetensorsDtype.F32, [values.Length], values));
        Assert.Equal(values.Select(BitConverter.SingleToUInt32Bits), back.Select(BitConverter.SingleToUInt32Bits));
    }, iter: 200);

    [Fact]
    public void HalfRoundsLikeHalf() => Gen.Float.Array[0, 40].Sample(values =>
        Assert.Equal(values.Select(v => (float)(Half)v), Back(SafetensorsTensor.FromSingles("x", SafetensorsDtype.F16, [values.Length], values))), iter: 200);

    [Fact]
    public void BFloat16RoundsLikeBFloat16() => Gen.Float.Array[0, 40].Sample(values =>
        Assert.Equal(values.Select(v => (float)(BFloat16)v), Back(SafetensorsTensor.FromSingles("x", SafetensorsDtype.BF16, [values.Length], values))), iter: 200);

    [Theory]
    [InlineData(SafetensorsDtype.F64, "000000000000F8BF", -1.5f)]
    [InlineData(SafetensorsDtype.I64, "FEFFFFFFFFFFFFFF", -2f)]
    [InlineData(SafetensorsDtype.U64, "0000000000000080", 9223372036854775808f)]
    [InlineData(SafetensorsDtype.I32, "FDFFFFFF", -3f)]
    [InlineData(SafetensorsDtype.U32, "FFFFFFFF", 4294967295f)]
    [InlineData(SafetensorsDtype.I16, "FCFF", -4f)]
    [InlineData(SafetensorsDtype.U16, "FCFF", 65532f)]
    [InlineData(SafetensorsDtype.I8, "FB", -5f)]
    [InlineData(SafetensorsDtype.U8, "FB", 251f)]
    [InlineData(SafetensorsDtype.Bool, "01", 1f)]
    public void OtherTypesBecomeFloats(SafetensorsDtype dtype, string bytes, float expected) =>
        Assert.Equal([expected], Back(SafetensorsTensor.FromBytes("x", dtype, [], Convert.FromHexString(bytes))));

    [Fact]
    public void IntegersStayExact()
    {
        using SafetensorsFile file = Written(SafetensorsTensor.FromBytes("x", SafetensorsDtype.I64, [2], Convert.FromHexString("0100000000002000FFFFFFFFFFFFFF7F")));
        Assert.Equal([(1L << 53) + 1, long.MaxValue], file.ReadInt64s(file.Header.Entries["x"]));
    }

    [Fact]
    public void FloatsAreNoIntegers()
    {
        using SafetensorsFile file = Written(SafetensorsTensor.FromSingles("x", SafetensorsDtype.F32, [1], new float[1]));
        Assert.Throws<SafetensorsException>(() => file.ReadInt64s(file.Header.Entries["x"]));
    }

    [Fact]
    public void EightBitFloatsAreNamedInTheError()
    {
        using SafetensorsFile file = Written(SafetensorsTensor.FromBytes("x", SafetensorsDtype.F8E4M3, [1], new byte[1]));
        Assert.Contains("F8_E4M3", Assert.Throws<SafetensorsException>(() => file.ReadSingles(file.Header.Entries["x"])).Message);
    }

    [Fact]
    public void NamesMetadataAndEmptyTensorsSurvive()
    {
        string path = folder.File("f");
        SafetensorsWriter.Write(
            path,
            [SafetensorsTensor.FromSingles("ψ \"quoted\"\n", SafetensorsDtype.F16, [2, 0, 3], default), SafetensorsTensor.FromSingles("", SafetensorsDtype.F32, [], new float[1])],
            new Dictionary<string, string> { ["op"] = "kda", ["note"] = "é\u0000" });
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal([2, 0, 3], file.Header.Entries["ψ \"quoted\"\n"].Shape.AsEnumerable());
        Assert.Equal(1, file.Header.Entries[""].Elements);
        Assert.Equal("é\u0000", file.Header.Metadata["note"]);
    }

    [Fact]
    public void TensorsLargerThanABlockArriveWhole()
    {
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => (float)i)];
        Assert.Equal(values, Back(SafetensorsTensor.FromSingles("x", SafetensorsDtype.F32, [1000, 100], values)));
    }

    [Fact]
    public void VectorsOfTheFormatRead()
    {
        foreach (string path in Directory.GetFiles(Vectors.Folder))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.All(file.Header.Entries.Values, entry => Assert.Equal(entry.Elements, file.ReadSingles(entry).Length));
            Assert.Contains("op", file.Header.Metadata.Keys);
        }
    }

    public void Dispose() => folder.Dispose();

    private float[] Back(SafetensorsTensor tensor)
    {
        using SafetensorsFile file = Written(tensor);
        return file.ReadSingles(file.Header.Entries["x"]);
    }

    private SafetensorsFile Written(SafetensorsTensor tensor)
    {
        string path = folder.File(Guid.NewGuid().ToString());
        SafetensorsWriter.Write(path, [tensor]);
        return SafetensorsFile.Open(path);
    }
}
