using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Fla.Safetensors;

/// <summary>
/// A safetensors file open for reading. The header is checked as a whole on opening; tensors are then streamed on demand,
/// and no buffer is larger than bytes that the file really has.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int PrefixLength = sizeof(ulong);

    private readonly SafeFileHandle handle;
    private readonly long dataStart;

    private SafetensorsFile(SafeFileHandle handle, SafetensorsHeader header, long dataStart)
    {
        this.handle = handle;
        this.dataStart = dataStart;
        Header = header;
    }

    /// <summary>The file's tensors and metadata.</summary>
    public SafetensorsHeader Header { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="SafetensorsException">The file is not well-formed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read: no permission, or a folder.</exception>
    public static SafetensorsFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        try
        {
            long length = LengthOf(handle);
            Span<byte> prefix = stackalloc byte[PrefixLength];
            if (length < PrefixLength)
                throw new SafetensorsException($"{length} bytes are too few for a safetensors file");
            Fill(handle, prefix, 0);
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            long available = length - PrefixLength;
            if (headerLength > SafetensorsHeader.MaxLength || headerLength > (ulong)available)
                throw new SafetensorsException($"a header of {headerLength} bytes cannot be: {available} bytes follow (truncated, or not safetensors)");

            byte[] json = new byte[headerLength];
            Fill(handle, json, PrefixLength);
            return new SafetensorsFile(
                handle,
                SafetensorsHeader.Parse(json, available - json.Length),
                PrefixLength + json.Length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Copies bytes of a tensor, from <paramref name="offset"/> bytes into it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the tensor.</exception>
    public void Read(SafetensorsEntry entry, long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, entry.ByteLength - offset, nameof(destination));
        Fill(handle, destination, dataStart + entry.Offset + offset);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static long LengthOf(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException e)
        {
            throw new SafetensorsException("not a regular file", e);
        }
    }

    private static void Fill(SafeFileHandle handle, Span<byte> destination, long position)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(handle, destination, position);
            if (read == 0)
                throw new SafetensorsException("the file became shorter while it was read");
            destination = destination[read..];
            position += read;
        }
    }
}
