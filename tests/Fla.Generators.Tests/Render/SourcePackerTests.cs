using CsCheck;
using Fla.Generators.Render;

namespace Fla.Generators.Tests;

/// <summary>What the generator packs, the runtime unpacks.</summary>
public sealed class SourcePackerTests
{
    /// <summary>Texts as variants have them: pieces of a few, some repeated, some cut.</summary>
    private static readonly Gen<string[]> Texts =
        from pieces in Gen.String[Gen.Char["abcxyz(){};\n 0123456789é→𝄞"], 0, 200].Array[1, 6]
        from texts in Gen.Int[0, pieces.Length - 1].Array[0, 40].Array[0, 8]
        select texts.Select(text => string.Concat(text.Select(piece => pieces[piece]))).ToArray();

    [Fact]
    public void WhatIsPackedComesBack() => Texts.Sample(
        // Half of a pair of surrogates is no text.
        static texts => Unpacked(texts).SequenceEqual(texts.Select(static t => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(t)))),
        iter: 300,
        threads: 1);

    [Fact]
    public void ARunMayOverlapItself()
    {
        string[] texts = [new string('x', 10_000), new string('x', 10_000) + "y", ""];
        Assert.Equal(texts, Unpacked(texts));
        Assert.True(SourcePacker.Pack(texts).Length < 100);
    }

    [Fact]
    public void WhatIsFarApartIsFound()
    {
        Random random = new(1);
        string text = new([.. Enumerable.Range(0, 200_000).Select(_ => (char)random.Next('0', 'z'))]);
        int once = SourcePacker.Pack([text]).Length, twice = SourcePacker.Pack([text, text]).Length;
        Assert.InRange(twice, once, once + 100);
        Assert.Equal([text, text], Unpacked([text, text]));
    }

    [Fact]
    public void ATextThatThereIsNotIsRefused()
    {
        EmittedSources sources = new(static () => System.Text.Encoding.ASCII.GetBytes(SourcePacker.Pack(["one"])));
        Assert.Throws<ArgumentOutOfRangeException>(() => sources[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => sources[-1]);
    }

    private static IEnumerable<string> Unpacked(string[] texts)
    {
        byte[] packed = System.Text.Encoding.ASCII.GetBytes(SourcePacker.Pack(texts));
        EmittedSources sources = new(() => packed);
        return texts.Select((_, i) => sources[i]);
    }
}
