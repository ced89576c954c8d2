using System.ComponentModel;
using System.IO.Compression;
using System.Text;

namespace Fla;

/// <summary>The emitted text of a variant, kept compressed in its assembly so that it can be shown.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EmittedSource
{
    /// <summary>Unpacks base-64 deflated UTF-8.</summary>
    public static string Unpack(ReadOnlySpan<byte> packed)
    {
        byte[] bytes = Convert.FromBase64String(Encoding.ASCII.GetString(packed));
        using DeflateStream stream = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
