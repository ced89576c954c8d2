using System.Diagnostics;

namespace Fla.Cli.Tests;

/// <summary>Opens pages in headless Chromium, without a network.</summary>
internal static class Chromium
{
    private const string Program = "chromium";

    /// <summary>Why tests with it are skipped, or null: where it is required they run, and fail without it.</summary>
    public static string? Missing => Required.Is(Program) || Required.Find(Program) is not null ? null : "chromium is not installed (FLA_TESTS_REQUIRE=chromium makes that a failure)";

    /// <summary>The page as pixels.</summary>
    public static Png Screenshot(string page, int width, int height)
    {
        string picture = Path.ChangeExtension(page, $".{width}.png");
        Run(page, $"--screenshot={picture}", $"--window-size={width},{height}");
        return Png.Read(picture);
    }

    /// <summary>The page's elements after its scripts ran, and what it logged.</summary>
    public static (string Dom, string Log) Dump(string page, int width) => Run(page, "--dump-dom", $"--window-size={width},900", "--enable-logging=stderr");

    private static (string Output, string Log) Run(string page, params string[] arguments)
    {
        string profile = Directory.CreateTempSubdirectory("fla-chromium-").FullName;
        try
        {
            var start = new ProcessStartInfo(Required.Find(Program) ?? throw new InvalidOperationException("FLA_TESTS_REQUIRE names chromium, and there is none on the path"))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            string[] always =
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--force-device-scale-factor=1",
                $"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND",
            ];
            foreach (string argument in (string[])[.. always, .. arguments, new Uri(page).AbsoluteUri])
                start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            Task<string> log = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail("chromium hangs");
            }

            Assert.True(process.ExitCode == 0, log.Result);
            return (output.Result, log.Result);
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }
}

/// <summary>A fact about a page in a browser, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Targets.CpuIsThere ? Chromium.Missing : "this build has no compiled variants";
}

/// <summary>A theory about a page in a browser, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Targets.CpuIsThere ? Chromium.Missing : "this build has no compiled variants";
}
