using System.Globalization;
using System.Text.Json.Nodes;

namespace Fla.Bench;

/// <summary>What all processes did together.</summary>
/// <param name="Run">What they were to do.</param>
/// <param name="Clients">What each did.</param>
/// <param name="PushedPerSecond">Entries a second that the writer brought to the empty server.</param>
/// <param name="Written">Entries that were written meanwhile.</param>
/// <param name="CommandsPerSecond">What the server had to do.</param>
/// <param name="Starts">What processes waited when they started, milliseconds.</param>
internal sealed record TeamReport(
    TeamRun Run, IReadOnlyList<TeamClientResult> Clients, double PushedPerSecond, int Written, double CommandsPerSecond, IReadOnlyList<(string What, double Milliseconds)> Starts)
{
    private readonly Samples _times = new([.. Clients.SelectMany(static c => c.Nanoseconds).Order().Select(static ns => ns / 1e6)]);

    public int Lookups => Clients.Sum(static c => c.Nanoseconds.Length);

    public int Failures => Clients.Sum(static c => c.Failures) + Clients.Count(static c => c.Problem is not null);

    /// <summary>Look-ups a second of the slowest process.</summary>
    public double SlowestRate => Clients.Min(static c => c.Nanoseconds.Length / c.Seconds);

    public int UpToDate => Clients.Count(c => c.Seen == Run.Entries + Written);

    public IEnumerable<(string What, string Value)> Lines =>
    [
        ("look-ups a second, all processes", Text(Clients.Sum(static c => c.Nanoseconds.Length / c.Seconds), "0")),
        ("look-ups a second, the slowest process", Text(SlowestRate, "0")),
        ("failed", Text(Failures, "0")),
        ("a look-up, µs: median", Text(_times.Median * 1000, "0.0")),
        ("a look-up, µs: 99 % are below", Text(_times.Quantile(0.99) * 1000, "0.0")),
        ("processes that had every entry in the end", $"{UpToDate} of {Run.Processes}"),
        ("commands a second on the server", Text(CommandsPerSecond, "0")),
        ("entries a second from one writer to the empty server", Text(PushedPerSecond, "0")),
        .. Starts.Select(static s => (s.What, Text(s.Milliseconds, s.Milliseconds < 10 ? "0.000" : "0"))),
    ];

    public string Json() => new JsonObject
    {
        ["processes"] = Run.Processes,
        ["seconds"] = Run.Seconds,
        ["rate"] = Run.Rate,
        ["entries"] = Run.Entries,
        ["lookups"] = Lookups,
        ["failures"] = Failures,
        ["slowestRate"] = Math.Round(SlowestRate, 1),
        ["medianUs"] = Math.Round(_times.Median * 1000, 3),
        ["p99Us"] = Math.Round(_times.Quantile(0.99) * 1000, 3),
        ["upToDate"] = UpToDate,
        ["written"] = Written,
        ["commandsPerSecond"] = Math.Round(CommandsPerSecond),
        ["pushedPerSecond"] = Math.Round(PushedPerSecond),
        ["starts"] = new JsonObject([.. Starts.Select(static s => KeyValuePair.Create(s.What, (JsonNode?)Math.Round(s.Milliseconds, 3)))]),
    }.ToJsonString();

    public string Markdown() => string.Create(CultureInfo.InvariantCulture,
        $"{Run.Processes} processes on one machine with the server, {Run.Rate} look-ups a second each for {Run.Seconds} s, among {Run.Entries} entries; each asks the server every {TeamRun.EveryMilliseconds} ms, and one writer adds {Written} entries meanwhile (`appendfsync always`). Look-ups are answered from each process's own memory.\n\n")
        + "| | |\n|---|---|\n" + string.Concat(Lines.Select(static l => $"| {l.What} | {l.Value} |\n"));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
