using System.Text.RegularExpressions;
using Fla.Tuning;

namespace Fla.Cli.Tests.Report;

public sealed partial class BrowserTests
{
    /// <summary>Best and worst colour of the light scale, which the style has as well.</summary>
    private const string Best = "#081d58", Worst = "#ffffd9";

    /// <summary>Says in the page's title how wide it became and what went wrong; instead of the page's own policy it gets one for two scripts.</summary>
    private const string Measure = """
        <script>
        const root = document.documentElement, errors = window.problems.join(";");
        const mark = document.querySelector(".heat .mark");
        mark.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 9, clientY: 9 }));
        root.dataset.measured = `overflow=${root.scrollWidth - root.clientWidth} width=${root.clientWidth} tip=${!document.querySelector(".tip").hidden} errors=[${errors}]`;
        </script></body>
        """;

    private const string Listen = """
        <script>
        window.problems = [];
        addEventListener("error", e => problems.push(e.message));
        addEventListener("securitypolicyviolation", e => problems.push(e.violatedDirective + " " + e.blockedURI));
        </script>
        """;

    [ChromiumFact]
    public void TheHeatMapIsThereInItsColours()
    {
        using var folder = new TemporaryFolder();
        Png picture = Chromium.Screenshot(Write(folder), 1280, 1600);
        Assert.Equal((1280, 1600), (picture.Width, picture.Height));
        Assert.True(picture.Colours > 50, $"{picture.Colours} colours: the page is blank");
        // The legend has one patch of each; the rest are cells.
        Assert.True(picture[Best] > 4000, $"{picture[Best]} pixels of the best colour");
        Assert.True(picture[Worst] > 4000, $"{picture[Worst]} pixels of the worst colour");
    }

    [ChromiumTheory]
    [InlineData(1280)]
    [InlineData(800)]
    public void NothingOverflowsFailsOrLeaves(int width)
    {
        using var folder = new TemporaryFolder();
        string page = File.ReadAllText(Write(folder));
        string own = Policy().Match(page).Value;
        Assert.NotEmpty(own);
        page = page.Replace(own, "script-src 'unsafe-inline'", StringComparison.Ordinal)
            .Replace("<meta name=\"viewport\"", Listen + "<meta name=\"viewport\"", StringComparison.Ordinal)
            .Replace("</body>", Measure, StringComparison.Ordinal);
        string measured = Measured().Match(Chromium.Dump(folder.Write("measured.html", System.Text.Encoding.UTF8.GetBytes(page)), width).Dom).Value;
        Assert.Equal($"overflow=0 width={width} tip=true errors=[]", measured);
    }

    /// <summary>With its own policy the page's style and script run, and nothing else would.</summary>
    [ChromiumFact]
    public void ThePolicyLetsThePageRunAndNobodyElse()
    {
        using var folder = new TemporaryFolder();
        string page = File.ReadAllText(Write(folder)).Replace("</body>", "<script>document.title = 'somebody else'</script><img src=\"http://example.com/x.png\"></body>", StringComparison.Ordinal);
        (string dom, string log) = Chromium.Dump(folder.Write("other.html", System.Text.Encoding.UTF8.GetBytes(page)), 1280);
        Assert.Contains("class=\"tip\"", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>somebody else", dom, StringComparison.Ordinal);
        Assert.Contains("Content Security Policy", log, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder)
    {
        Evidence[] times = [.. Sites().SelectMany(site => Times.Variants.Select((v, i) => Times.Entry(v, site, [10_000 * (i + 1), 10_010 * (i + 1)], null)))];
        string page = Pages.Html([.. times, Times.Rejection(Times.Variants[2], "made up"), Pages.Unknown("elsewhere/cpu/f32-K64-" + new string('x', 120), reason: new string('y', 200))]);
        return folder.Write("report.html", System.Text.Encoding.UTF8.GetBytes(page));
    }

    /// <summary>More columns than fit a window.</summary>
    private static IEnumerable<EvidenceSite> Sites() =>
        Enumerable.Range(1, 24).Select(i => Times.Site with { Bucket = Times.Site.Bucket.Replace("T=64", $"T={1L << i}", StringComparison.Ordinal) });

    [GeneratedRegex("script-src '[^']*'")]
    private static partial Regex Policy();

    [GeneratedRegex("overflow=[^\"]*")]
    private static partial Regex Measured();
}
