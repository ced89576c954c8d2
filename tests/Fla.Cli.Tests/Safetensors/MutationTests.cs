using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Fla.Safetensors;

namespace Fla.Cli.Tests.Safetensors;

/// <summary>Whatever is done to a file, reading it gives values or a <see cref="SafetensorsException"/>, within little memory.</summary>
public sealed class MutationTests : IDisposable
{
    private static readonly byte[] Valid = MakeValid();

    private static readonly string[] Pieces =
    [
        "0", "-1", "1e9", "9223372036854775807", "18446744073709551616", "{", "}", "[", "]", "[]", "{}", "null", "\"", "\\u0000", "\\ud800",
        ",", ":", " ", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F64\"", "\"C64\"", "\"U8\"", "\"q\"", "[0,0]",
    ];

    private readonly TemporaryFolder folder = new();

    private static readonly Gen<byte[]> Flipped =
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Byte).Array[1, 8].Select(changes =>
        {
            byte[] file = [.. Valid];
            foreach ((int at, byte value) in changes)
                file[at] = value;
            return file;
        });

    private static readonly Gen<byte[]> Cut =
        Gen.Select(Gen.Int[0, Valid.Length], Gen.Int[0, 64]).Select((keep, more) => Valid[..keep].Concat(new byte[more]).ToArray());

    /// <summary>Header text replaced by other plausible text, with the length put right, so that it gets past the first check.</summary>
    private static readonly Gen<byte[]> Rewritten =
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i])).Array[1, 4].Select(edits =>
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(Valid);
            string header = Encoding.UTF8.GetString(Valid, 8, length);
            foreach ((int at, int removed, string piece) in edits)
            {
                int start = at % header.Length;
                header = header.Remove(start, Math.Min(removed, header.Length - start)).Insert(start, piece);
            }

            byte[] text = Encoding.UTF8.GetBytes(header);
            byte[] file = RawFile.Of(text, Valid.Length - 8 - length);
            Valid.AsSpan(8 + length).CopyTo(file.AsSpan(8 + text.Length));
            return file;
        });

    [Fact]
    public void FlippedBytes() => Flipped.Sample(ReadsOrRefuses, iter: 3000, threads: 1);

    [Fact]
    public void CutAndPadded() => Cut.Sample(ReadsOrRefuses, iter: 1000, threads: 1);

    [Fact]
    public void RewrittenHeaders() => Rewritten.Sample(ReadsOrRefuses, iter: 5000, threads: 1);

    public void Dispose() => folder.Dispose();

    private void ReadsOrRefuses(byte[] content)
    {
        string path = folder.Write("f", content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            foreach (SafetensorsEntry entry in file.Header.Entries.Values)
                Assert.Equal(entry.Elements, file.ReadSingles(entry).Length);
        }
        catch (SafetensorsException)
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
    }

    private static byte[] MakeValid()
    {
        using var stream = new MemoryStream();
        float[] values = [.. Enumerable.Range(0, 24).Select(i => i / 7f)];
        SafetensorsWriter.Write(
            stream,
            [
                SafetensorsTensor.FromSingles("q", SafetensorsDtype.F32, [2, 3, 4], values),
                SafetensorsTensor.FromSingles("beta", SafetensorsDtype.BF16, [24], values),
                SafetensorsTensor.FromBytes("cu_seqlens", SafetensorsDtype.I64, [3], new byte[24]),
                SafetensorsTensor.FromSingles("empty", SafetensorsDtype.F16, [0, 4], default),
            ],
            new Dictionary<string, string> { ["op"] = "kda" });
        return stream.ToArray();
    }
}
