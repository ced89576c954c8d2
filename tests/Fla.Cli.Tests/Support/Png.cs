using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Fla.Cli.Tests;

/// <summary>A picture of 8 bits a channel, as browsers write them: enough of PNG to count colours.</summary>
internal sealed class Png
{
    private const int Signature = 8, Frame = 12;

    private readonly Dictionary<string, int> colours = [];

    private Png(int width, int height, int channels, byte[] lines)
    {
        (Width, Height) = (width, height);
        int stride = width * channels;
        byte[] above = new byte[stride];
        for (int y = 0; y < height; y++)
        {
            Span<byte> line = lines.AsSpan((y * (stride + 1)) + 1, stride);
            Unfilter(lines[y * (stride + 1)], line, above, channels);
            for (int x = 0; x < stride; x += channels)
            {
                string colour = $"#{line[x]:x2}{line[x + 1]:x2}{line[x + 2]:x2}";
                colours[colour] = colours.GetValueOrDefault(colour) + 1;
            }

            line.CopyTo(above);
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How many colours there are.</summary>
    public int Colours => colours.Count;

    /// <summary>Pixels of a colour, as <c>#rrggbb</c>.</summary>
    public int this[string colour] => colours.GetValueOrDefault(colour);

    public static Png Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using var data = new MemoryStream();
        int width = 0, height = 0, channels = 0;
        for (int at = Signature; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            ReadOnlySpan<byte> content = file.AsSpan(at + Frame - 4, length);
            switch (Encoding.ASCII.GetString(file, at + 4, 4))
            {
                case "IHDR":
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
                    channels = (content[8], content[9], content[12]) switch
                    {
                        (8, 2, 0) => 3,
                        (8, 6, 0) => 4,
                        _ => throw new InvalidDataException("Expected 8 bits a channel, with colours, not interlaced."),
                    };
                    break;
                case "IDAT":
                    data.Write(content);
                    break;
            }

            at += Frame + length;
        }

        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        byte[] lines = new byte[height * ((width * channels) + 1)];
        inflated.ReadExactly(lines);
        return new(width, height, channels, lines);
    }

    private static void Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int channels)
    {
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < channels ? 0 : line[i - channels], up = above[i], corner = i < channels ? 0 : above[i - channels];
            line[i] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => 0,
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner, a = Math.Abs(estimate - left), b = Math.Abs(estimate - up), c = Math.Abs(estimate - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
