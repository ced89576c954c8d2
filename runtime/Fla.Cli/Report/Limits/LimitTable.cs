using System.Globalization;
using System.IO.Enumeration;

namespace Fla.Cli;

/// <summary>The limits of devices: those that the user gives, those of data sheets, and of this machine's CPU what is measured now.</summary>
internal sealed class LimitTable
{
    private const string Resource = "Report.gpus.txt";
    private static readonly Lazy<(string Pattern, DeviceLimits Half, DeviceLimits Single)[]> DataSheets = new(ReadDataSheets);

    private readonly (string Pattern, DeviceLimits Limits)[] given;
    private readonly Func<int, DeviceLimits> measure;
    private readonly Dictionary<int, DeviceLimits> measured = [];

    /// <param name="given">Of <c>--limits</c>.</param>
    /// <param name="measure">Measures this machine's CPU with so many threads.</param>
    public LimitTable(IEnumerable<string> given, Func<int, DeviceLimits> measure) => (this.given, this.measure) = ([.. given.Select(Parse)], measure);

    /// <summary>The limits of a device, or null when nobody knows them.</summary>
    /// <param name="device">Its id.</param>
    /// <param name="element">The element type; a CPU computes all of them in fp32.</param>
    /// <param name="threads">Threads of a CPU.</param>
    public DeviceLimits? Of(string device, ElementType element, int? threads)
    {
        if (Array.Find(given, g => Matches(g.Pattern, device)) is { Limits: { } limits })
            return limits;
        if (Array.Find(DataSheets.Value, d => Matches(d.Pattern, device)) is { Pattern: not null } sheet)
            return element == ElementType.Float32 ? sheet.Single : sheet.Half;
        if (device != Device.Cpu.Id || threads is not { } count || count > Environment.ProcessorCount)
            return null;
        return measured.TryGetValue(count, out DeviceLimits? known) ? known : measured[count] = measure(count);
    }

    private static (string, DeviceLimits) Parse(string text)
    {
        int at = text.LastIndexOf('=');
        if (at > 0 && text[(at + 1)..].Split(',') is [var memory, var compute] && Number(memory) is { } bytes && Number(compute) is { } flops)
            return (text[..at], new(bytes * 1e9, flops * 1e12, "given by --limits"));
        throw new CliException($"--limits cannot be '{text}': expected DEVICE=GB/s,TFLOP/s such as cuda-*-H100-*=3350,989");
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value) ? value : null;

    private static bool Matches(string pattern, string device) => FileSystemName.MatchesSimpleExpression(pattern, device, ignoreCase: false);

    private static (string, DeviceLimits, DeviceLimits)[] ReadDataSheets() =>
        [.. EmbeddedText.Read(Resource).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line =>
        {
            string[] fields = line.Split('|', StringSplitOptions.TrimEntries);
            double[] numbers = [.. fields[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
            return (fields[0], Limits(numbers[1]), Limits(numbers[2]));

            DeviceLimits Limits(double teraflops) => new(numbers[0] * 1e9, teraflops * 1e12, "the maker's data sheet");
        })];
}
