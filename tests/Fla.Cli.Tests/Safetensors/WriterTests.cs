using System.Buffers.Binary;
using Fla.Safetensors;

namespace Fla.Cli.Tests.Safetensors;

public sealed class WriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("x")]
    [InlineData("xy")]
    [InlineData("a longer name")]
    public void HeaderAndWideTensorsAreAligned(string name)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream,
        [
            SafetensorsTensor.FromBytes("byte", SafetensorsDtype.U8, [3], new byte[3]),
            SafetensorsTensor.FromBytes(name, SafetensorsDtype.F64, [1], new byte[8]),
        ]);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(stream.ToArray());
        SafetensorsHeader header = SafetensorsHeader.Parse(stream.ToArray().AsSpan(8, (int)headerLength), 11);
        Assert.Equal(0UL, headerLength % 8);
        Assert.Equal(0, header.Entries[name].Offset);
        Assert.Equal(8, header.Entries["byte"].Offset);
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFileAndNothingElse()
    {
        string path = folder.Write("f", [1, 2, 3]);
        SafetensorsTensor tensor = SafetensorsTensor.FromSingles("x", SafetensorsDtype.F32, [1], new float[1]);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [tensor, tensor]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.ToString()));
    }

    [Fact]
    public void ALinkIsFollowed()
    {
        string target = folder.Write("target", []), link = folder.File("link");
        File.CreateSymbolicLink(link, target);
        SafetensorsWriter.Write(link, []);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.NotEmpty(File.ReadAllBytes(target));
    }

    [Fact]
    public void ADeviceIsNotReplaced()
    {
        SafetensorsWriter.Write("/dev/null", []);
        Assert.Empty(File.ReadAllBytes("/dev/null"));
    }

    [Fact]
    public void ValuesMustFillTheShape()
    {
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("x", SafetensorsDtype.F32, [2, 3], new float[5]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("x", SafetensorsDtype.I32, [1], new float[1]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromBytes("x", SafetensorsDtype.F32, [1], new byte[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SafetensorsTensor.FromSingles("x", SafetensorsDtype.F32, [-1, -1], new float[1]));
    }

    public void Dispose() => folder.Dispose();
}
