using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fla.Cuda;

/// <summary>The form of a file of the cache: a mark, the length and SHA-256 of the rest, then key, PTX and code.</summary>
internal static class CudaCacheFile
{
    /// <summary>Goes up when the form or a pass changes; files of another revision have other names.</summary>
    public const int Revision = 2;

    private const int HeaderBytes = 8 + 8 + 32;

    private static ReadOnlySpan<byte> Mark => "FLACUDA\n"u8;

    public static byte[] Format(string key, CudaBinary binary)
    {
        using MemoryStream stream = new();
        stream.SetLength(HeaderBytes);
        stream.Position = HeaderBytes;
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            foreach (string text in new[] { key, binary.Ptx.Entry, binary.Ptx.Hash, binary.Ptx.Target.Name, binary.Ptx.Target.Isa, binary.Ptx.Text, binary.Architecture, binary.Driver, binary.Log })
                writer.Write(text);
            foreach (int number in new[] { binary.Ptx.Hints.MaxThreads, binary.Ptx.Hints.MinBlocks, binary.Ptx.Hints.MaxRegisters, binary.Ptx.ArgumentBytes, binary.Ptx.Promoted, binary.Ptx.Kept, binary.Cubin.Length })
                writer.Write(number);
            writer.Write(binary.Cubin);
        }

        byte[] file = stream.ToArray();
        Mark.CopyTo(file);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), file.Length - HeaderBytes);
        SHA256.HashData(file.AsSpan(HeaderBytes), file.AsSpan(16));
        return file;
    }

    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static CudaBinary Parse(byte[] file, string key)
    {
        if (file.Length < HeaderBytes || !file.AsSpan().StartsWith(Mark))
            throw new InvalidDataException("no file of the kernel cache");
        if (BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(8)) != file.Length - HeaderBytes)
            throw new InvalidDataException("wrong length");
        if (!SHA256.HashData(file.AsSpan(HeaderBytes)).AsSpan().SequenceEqual(file.AsSpan(16, 32)))
            throw new InvalidDataException("wrong checksum");
        try
        {
            using BinaryReader reader = new(new MemoryStream(file, HeaderBytes, file.Length - HeaderBytes), Encoding.UTF8);
            if (reader.ReadString() != key)
                throw new InvalidDataException("another kernel's file");
            (string entry, string hash, string target, string isa, string text) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
            (string architecture, string driver, string log) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
            PtxHints hints = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            PtxKernel ptx = new(entry, text, hash, PtxTarget.Parse(target) with { Isa = isa }, hints, reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
            return new(ptx, architecture, driver, log, reader.ReadBytes(reader.ReadInt32()));
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException("wrong contents", e);
        }
    }
}
