using System.Text.Json;

namespace Fla.Cli.Tests.Commands;

public sealed class ReportTests
{
    private static readonly KernelVariant A = Times.Variants[0], B = Times.Variants[1];

    [CpuFact]
    public void WritesAPageOfALockFileAndReplacesItsOwn()
    {
        using var store = new OwnStore();
        string given = Times.Write(store.File("given.lock"), [.. Times.Of((A, 30), (B, 10)), Times.Rejection(Times.Variants[2], "made up")]);
        string page = store.File("page.html");
        for (int i = 0; i < 2; i++)
        {
            string output = store.Run("report", "--from", given, "--output", page, "--limits", "cpu-*=100,1").Ok().Output;
            Assert.StartsWith($"{page}: ", output, StringComparison.Ordinal);
            Assert.Contains("3 entries, 1 sections, 1 rejections", output, StringComparison.Ordinal);
            Assert.Equal(2, output.TrimEnd().Split('\n').Length);
        }

        string html = File.ReadAllText(page);
        Assert.StartsWith(HtmlPage.Marker, html, StringComparison.Ordinal);
        Assert.Contains("made up", html, StringComparison.Ordinal);
        Assert.Equal(["given.lock", "page.html"], Directory.GetFiles(Path.GetDirectoryName(page)!).Select(Path.GetFileName).Order());
    }

    [CpuFact]
    public void ReadsWhatDispatchSees()
    {
        using var store = new OwnStore();
        string page = store.File("page.html");
        store.Run("report", "--output", page).IsRefused("nothing to report", "fla tune");
        store.Run("cache", "import", Times.Write(store.File("given.lock"), Times.Of((A, 30), (B, 10)))).Ok();
        JsonElement line = Assert.Single(store.Run("report", "--output", page, "--json").Ok().Json);
        Assert.Equal((2, 1, 0), (line.GetProperty("entries").GetInt32(), line.GetProperty("sections").GetInt32(), line.GetProperty("rejections").GetInt32()));
        Assert.Equal(new FileInfo(page).Length, line.GetProperty("bytes").GetInt64());
        Assert.Contains("measured on this machine just now", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [CpuFact]
    public void ShowsOnlyWhatIsAskedFor()
    {
        using var store = new OwnStore();
        string given = Times.Write(store.File("given.lock"), [.. Times.Of((A, 30), (B, 10)), Pages.Unknown("elsewhere/cpu/f32-K64")]);
        string page = store.File("page.html");
        Assert.Equal(2, Sections());
        Assert.Equal(1, Sections("--op", Times.Op));
        Assert.Equal(1, Sections("--device", "cpu-Other-*"));
        store.Run("report", "--from", given, "--output", page, "--op", "gla").IsRefused("nothing to report");
        store.Run("report", "--from", given, "--output", page, "--op", "kdaa").IsRefused("did you mean kda?");
        store.Run("report", "--from", given, "--output", page, "--device", "cuda-*").IsRefused("nothing to report");
        store.Run("report", "--from", given, "--output", page, "--limits", "fast").IsRefused("DEVICE=GB/s,TFLOP/s");

        int Sections(params string[] more) =>
            Assert.Single(store.Run(["report", "--from", given, "--output", page, "--limits", "cpu-*=1,1", "--json", .. more]).Ok().Json).GetProperty("sections").GetInt32();
    }

    [Fact]
    public void NeverReplacesWhatIsNoReport()
    {
        using var store = new OwnStore();
        foreach (string content in (string[])["my thesis", ""])
        {
            File.WriteAllText(store.File("thesis.html"), content);
            store.Run("report", "--output", store.File("thesis.html")).IsRefused("would be overwritten", "choose another name");
            Assert.Equal(content, File.ReadAllText(store.File("thesis.html")));
        }

        store.Run("report", "--output", store.File("no/such.html")).IsRefused("there is no folder");
        store.Run("report", "--from", store.File("no.lock"), "--output", store.File("x.html")).IsRefused("there is no file");
    }
}
