using System.Runtime.InteropServices;

namespace Fla.Cli;

/// <summary>The runtime, the SDK and the operating system.</summary>
internal static class SystemCheck
{
    private const string Area = "system";

    public static IEnumerable<Finding> Look()
    {
        int major = Environment.Version.Major;
        yield return major == Platforms.DotNet
            ? Finding.Ok(Area, $"runtime {RuntimeInformation.FrameworkDescription}")
            : Finding.Warning(Area, $"runtime {RuntimeInformation.FrameworkDescription}: tests run on .NET {Platforms.DotNet}", $"install .NET {Platforms.DotNet}");
        yield return Finding.Ok(Area, Sdks() is { Length: > 0 } sdks ? $"SDK {string.Join(", ", sdks)}" : "no SDK beside the runtime: it is only needed to build kernels");
        string system = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        yield return Platforms.Row switch
        {
            { Status: "tested" } => Finding.Ok(Area, $"{system}: tested"),
            { } row => Finding.Ok(Area, $"{system}: {row.Status} to work, not in the tests of every change"),
            null => Finding.Warning(Area, $"{system}: not in the table of platforms below", "check your results with `fla verify`, and say how it went"),
        };
    }

    /// <summary>Versions of SDKs installed beside the runtime that this process runs on.</summary>
    private static string[] Sdks()
    {
        string folder = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "sdk"));
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => char.IsAsciiDigit(name[0])).Order(StringComparer.Ordinal)]
            : [];
    }
}
