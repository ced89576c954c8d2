using System.Text.RegularExpressions;
using Fla.Bench;
using Fla.Tuning;

namespace Fla.Cli.Tests.Report;

public sealed partial class PageTests
{
    private const string Hostile = "</title></svg><script>alert(1)</script>\"'>]]><img/src=x/onerror=alert(1)>&amp;{{now}}";

    /// <summary>Whatever evidence says stays text: variant, reason, device and dims come from files of others.</summary>
    [Fact]
    public void EvidenceIsNeverMarkup()
    {
        string page = Pages.Html(
            Pages.Unknown($"{Hostile}/cpu/{Hostile}", device: Hostile, dims: Hostile),
            Pages.Unknown($"k/cpu/{Hostile}"),
            Pages.Unknown("k/cpu/x", reason: Hostile, device: $"cpu-{Hostile}"));
        Assert.DoesNotContain("<script>alert", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("]]>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Contains("{{now}}", page, StringComparison.Ordinal);
        Assert.Single(Scripts().Matches(page));
    }

    /// <summary>Entries of variants of this build at places and sizes that there are not.</summary>
    [CpuTheory]
    [InlineData("cuda", "")]
    [InlineData("cuda-sm_90-132-H100-80GB", "")]
    [InlineData("-", "dotnet-")]
    [InlineData("cpu-a-b-v512", "dotnet-10-jit+")]
    [InlineData(Hostile, Hostile)]
    public void OddPlacesAreShown(string device, string toolchain)
    {
        string[] buckets = ["T=1,N=2,threads=99999999", "T=0,N=0,threads=0", "T=99999999999999999999,N=1", "x", "=", ",,,", "T=64,N=1", Times.Site.Bucket, Hostile];
        Evidence[] odd = [.. buckets.SelectMany(b => Times.Variants.Take(2).Select((v, i) =>
            Times.Entry(v, Times.Site with { Bucket = b, Device = device, Toolchain = toolchain }, [1 + i, 100_000_000_000_000], null)))];
        EvidenceReport report = Pages.Of([.. odd, .. Times.Of((Times.Variants[0], 10), (Times.Variants[1], 20))]);
        Assert.Equal(odd.Length + 2, report.Maps.Sum(m => m.Cells.Count(c => c.Time is not null)));
        Assert.StartsWith(HtmlPage.Marker, HtmlPage.Render(report, DateTimeOffset.UnixEpoch), StringComparison.Ordinal);
    }

    [CpuFact]
    public void ThePageNeedsNothingElse()
    {
        string page = Pages.Html(Times.Of((Times.Variants[0], 30), (Times.Variants[1], 10)));
        Assert.StartsWith(HtmlPage.Marker, page, StringComparison.Ordinal);
        Assert.DoesNotMatch(External(), page);
        Assert.Contains("default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
    }

    [CpuFact]
    public void UnknownLimitsSayHowToGiveThem()
    {
        Evidence[] there = [.. Times.Of((Times.Variants[0], 30), (Times.Variants[1], 10)).Select(e => Times.Entry(Times.Variants.Single(v => v.Id == e.Variant), e.Site with { Device = "cpu-Other-01-02-v512" }, [.. e.Samples], null))];
        var report = new EvidenceReport(new("made up", there, []), new([], static _ => throw new InvalidOperationException()), [], KnownBad.None);
        Assert.Contains("--limits cpu-Other-01-02-v512=GB/s,TFLOP/s", HtmlPage.Render(report, DateTimeOffset.UnixEpoch), StringComparison.Ordinal);
    }

    [CpuFact]
    public void TenThousandEntriesAreTenThousandCells()
    {
        KernelIndex.Register();
        Evidence[] entries = BuildEntries.Make(10_000, seed: 1);
        Assert.Equal(10_000, entries.Length);
        EvidenceReport report = Pages.Of(entries);
        Assert.Equal(10_000, report.Maps.Sum(m => m.Cells.Count(c => c.Time is not null)));
        Assert.All(report.Sections, s => Assert.True(s.IsOfThisBuild));
        Assert.All(report.Maps.SelectMany(m => Enumerable.Range(0, m.Columns.Count).Select(i => m.Cells.Count(c => c.Column == i && c.IsChosen))), n => Assert.Equal(1, n));
        string page = HtmlPage.Render(report, DateTimeOffset.UnixEpoch);
        Assert.Equal(10_000, Regex.Count(page, "class=\"time "));
    }

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();

    /// <summary>Whatever a browser would fetch: namespaces are no links, and there are none.</summary>
    [GeneratedRegex("https?://|//[a-z]|\\ssrc=|@import|url\\((?!#)|href=\"(?!#)", RegexOptions.IgnoreCase)]
    private static partial Regex External();
}
