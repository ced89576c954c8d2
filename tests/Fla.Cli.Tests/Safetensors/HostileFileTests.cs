using Fla.Safetensors;
using static Fla.Cli.Tests.RawFile;

namespace Fla.Cli.Tests.Safetensors;

public sealed class HostileFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string, int> Headers => new()
    {
        { "JSON object", "", 0 },
        { "JSON object", "[]", 0 },
        { "JSON object", " {}", 0 },
        { "valid JSON", "{", 0 },
        { "valid JSON", "{}{}", 0 },
        { "valid JSON", "{} x", 0 },
        { "valid JSON", "{\"a\":", 0 },
        { "valid JSON", "{\"__metadata__\":{},}", 0 },
        { "valid JSON", "{/**/}", 0 },
        { "unknown field 'a'", "{" + string.Concat(Enumerable.Repeat("\"a\":{", 50_000)), 0 },
        { "Unicode", "{\"\\ud800\":{}}", 0 },
        { "an object", "{\"x\":1}", 0 },
        { "an object", "{\"x\":null}", 0 },
        { "needs dtype", "{\"x\":{}}", 0 },
        { "needs dtype", """{"x":{"dtype":"F32","shape":[],"data_offsets":[0]}}""", 4 },
        { "more than 2", """{"x":{"dtype":"F32","shape":[],"data_offsets":[0,4,8]}}""", 4 },
        { "unknown field 'extra'", """{"x":{"dtype":"F32","extra":[[[[[[]]]]]]}}""", 4 },
        { "dtype twice", """{"x":{"dtype":"F32","dtype":"F32"}}""", 4 },
        { "shape twice", """{"x":{"shape":[],"shape":[]}}""", 4 },
        { "unknown dtype 'F33'", Tensor("x", "F33", "[1]", 0, 4), 4 },
        { "unknown dtype 'f32'", Tensor("x", "f32", "[1]", 0, 4), 4 },
        { "a text as dtype", """{"x":{"dtype":4}}""", 4 },
        { "a list as shape", """{"x":{"shape":4}}""", 4 },
        { "integers", Tensor("x", "F32", "[-1]", 0, 4), 4 },
        { "integers", Tensor("x", "F32", "[1.5]", 0, 4), 4 },
        { "integers", Tensor("x", "F32", "[\"1\"]", 0, 4), 4 },
        { "integers", Tensor("x", "F32", "[[1]]", 0, 4), 4 },
        { "integers", Tensor("x", "F32", "[9223372036854775808]", 0, 4), 4 },
        { "integers", Tensor("x", "F32", "[1]", -4, 4), 4 },
        { "say otherwise", Tensor("x", "F32", "[2]", 0, 4), 4 },
        { "say otherwise", Tensor("x", "F32", "[1]", 4, 0), 4 },
        { "say otherwise", Tensor("x", "F64", "[1]", 0, 4), 4 },
        { "beyond 2^63", Tensor("x", "F32", "[4294967296,4294967296]", 0, 4), 4 },
        { "beyond 2^63", Tensor("x", "F32", "[4294967296,4294967296,0]", 0, 0), 0 },
        { "beyond 2^63", Tensor("x", "F32", "[0,4294967296,4294967296]", 0, 0), 0 },
        { "beyond 2^63", Tensor("x", "U64", "[9223372036854775807]", 0, long.MaxValue), 8 },
        { "more than 32", Tensor("x", "U8", $"[{string.Join(',', Enumerable.Repeat(1, 1000))}]", 0, 1), 1 },
        { "truncated", Tensor("x", "F32", "[2]", 0, 8), 4 },
        { "truncated", Tensor("x", "U8", "[9223372036854775807]", 0, long.MaxValue), 4 },
        { "gap", Tensor("x", "F32", "[1]", 4, 8), 8 },
        { "belong to no tensor", Tensor("x", "F32", "[1]", 0, 4), 8 },
        { "belong to no tensor", "{}", 1 },
        { "is there twice", """{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0 },
        { "is there twice", """{"__metadata__":{},"__metadata__":{}}""", 0 },
        { "'k' twice", """{"__metadata__":{"k":"1","k":"2"}}""", 0 },
        { "text values", """{"__metadata__":{"k":1}}""", 0 },
        { "an object", """{"__metadata__":[]}""", 0 },
        { "overlaps", """{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6 },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void ABadHeaderIsExplained(string expected, string header, int dataLength) =>
        Assert.Contains(expected, Refuse(Of(header, dataLength)));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void TooFewBytes(int length) => Assert.Contains("too few", Refuse(new byte[length]));

    [Theory]
    [InlineData(3UL)]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    public void AHeaderLongerThanTheFileIsNotAllocated(ulong claimed)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("cannot be", Refuse(Of("{}"u8.ToArray(), 0, claimed)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void AHeaderOverTheLimitIsRefusedEvenWhereTheFileIsThatLong()
    {
        string path = folder.Write("f", Of("{}"u8.ToArray(), 0, SafetensorsHeader.MaxLength + 1));
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(SafetensorsHeader.MaxLength + 100L);
        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void BytesThatAreNotUtf8() => Assert.Contains("UTF-8", Refuse(Of([(byte)'{', 0xC3, 0x28, (byte)'}'], 0)));

    [Fact]
    public void NamesCannotWriteToTheTerminal()
    {
        string name = "\\u001b[2J\\n\\u202e" + new string('n', 10_000);
        string message = Refuse(Of(Tensor(name, "F99", "[1]", 0, 4), 4));
        Assert.Contains("\\u001b[2J\\u000a\\u202e", message);
        Assert.InRange(message.Length, 1, 300);
    }

    [Fact]
    public void AFolderAndAnEndlessDeviceAreRefused()
    {
        Assert.ThrowsAny<Exception>(() => SafetensorsFile.Open(folder.ToString()));
        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open("/dev/zero"));
    }

    public void Dispose() => folder.Dispose();

    private string Refuse(byte[] content)
    {
        string path = folder.Write("f", content);
        string message = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
