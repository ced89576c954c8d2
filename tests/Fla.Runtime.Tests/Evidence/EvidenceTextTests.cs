using CsCheck;
using Fla.Tuning;

namespace Fla.Tests.Stores;

public class EvidenceTextTests
{
    private static readonly Gen<char> Nasty = Gen.OneOf<char>(Gen.Char, Gen.OneOf('\t', '\n', '\r', '\0', ',', '-', '.', '0', '9', 'e', '±', '%', '\ud800', '\ufeff', '\u2028'));

    [Fact]
    public void ALineReadsBackAsItself() => Entries.Any.Sample(static entry =>
    {
        Assert.True(Evidence.TryParse(entry.Text, out Evidence? read, out string? problem), problem);
        Assert.Equal(entry.Line, EvidenceText.Format(read));
        Assert.Equal((entry.Text, entry.Line), (read.Text, read.Line));
        Assert.Equal((entry.Numerics, entry.Signature), (read.Numerics, read.Signature));
        Assert.Equal(EvidenceOrigin.Foreign, read.Origin);
        Assert.Contains(entry.Count == 0 ? "\t-\t-\t" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\t{entry.Median:0}ns\t±{entry.Spread * 100:0.0}%\t"), entry.Line);
        Assert.Equal(entry.Key, read.Key);
        return read.Samples.SequenceEqual(entry.Samples);
    });

    [Fact]
    public void AChangedLineIsRefusedOrMeansWhatItSays() => Gen.Select(Entries.Any, Gen.Int[0, 3], Gen.Double[0, 1], Nasty).Sample(static (entry, how, where, c) =>
    {
        string line = entry.Text;
        int at = (int)(where * (line.Length - 1));
        string changed = how switch
        {
            0 => line[..at] + c + line[(at + 1)..],
            1 => line.Insert(at, c.ToString()),
            2 => line.Remove(at, 1),
            _ => line[..at] + line[(line.Length / 2)..],
        };
        IsRefusedOrCanonical(changed);
    });

    [Fact]
    public void AnyTextIsRefusedOrMeansWhatItSays() =>
        Gen.OneOf<string>(Nasty.Array[0, 80].Select(static c => new string(c)), Gen.String.Array[16].Select(static f => string.Join('\t', f))).Sample(IsRefusedOrCanonical);

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("right to \u202e left")]
    [InlineData("-")]
    [InlineData("")]
    public void AReasonThatIsNoLineIsRefused(string reason) => Assert.NotNull(EvidenceText.Problem(Entries.Gate(1, reason)));

    [Fact]
    public void HalfASurrogatePairIsRefused() => Assert.NotNull(EvidenceText.Problem(Entries.Gate(1, "half a \ud800 pair")));

    [Fact]
    public void EveryTextCanBeMadeAReason() =>
        Nasty.Array[0, 300].Sample(static c => EvidenceText.Problem(Entries.Gate(1, EvidenceText.Reason(new(c)))) is null);

    private static void IsRefusedOrCanonical(string line)
    {
        if (!EvidenceText.TryParse(line, out Evidence? read, out string? problem))
        {
            Assert.NotEmpty(problem);
            return;
        }

        Assert.Equal(line, read.Text);
        Assert.Equal(read.Line, EvidenceText.Format(read));
        Assert.Null(EvidenceText.Problem(read));
    }
}
