using System.CommandLine;
using System.IO.Enumeration;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla report</c>: the evidence as a page to look at.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o") { Description = "The file to write; a report that is there is replaced.", DefaultValueFactory = _ => "report.html", HelpName = "FILE" };
        Option<string[]> from = Many("--from", "A lock file, the path of a store, or own for this user's store. May be given again. Default: all that dispatch sees.", "PLACE");
        Option<string[]> op = Many("--op", "Only this op. May be given again.", "OP");
        var device = new Option<string?>("--device") { Description = "Only devices like this; * and ? stand for anything.", HelpName = "PATTERN" };
        Option<string[]> limits = Many("--limits", "What a device can do at most, for the roofline. May be given again. Default: measured of this CPU, data sheets of some GPUs.", "DEVICE=GB/s,TFLOP/s");
        Option<bool> json = SharedOptions.Json();
        var command = new Command("report", "Writes a page to look at: which variants win where, what other choices cost, how far from the device's limits, what was rejected.")
        {
            output, from, op, device, limits,
        };
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            bool forPrograms = result.GetValue(json);
            string path = result.GetValue(output)!;
            ReportFile.Check(path);
            string[] ops = [.. (result.GetValue(op) ?? []).Select(name => TunableName.Find(name).Name)];
            using var progress = new Progress(!forPrograms);
            var table = new LimitTable(result.GetValue(limits) ?? [], threads =>
            {
                progress.Report("measuring what this machine can do");
                return CpuPeak.Measure(threads);
            });
            progress.Report("reading evidence");
            ReportSource source = result.GetValue(from) is { Length: > 0 } places ? ReportSource.Of(places) : ReportSource.OfDispatch();
            if (result.GetValue(device) is { } pattern)
                source = source with { Entries = [.. source.Entries.Where(e => FileSystemName.MatchesSimpleExpression(pattern, e.Site.Device, ignoreCase: false))] };
            var report = new EvidenceReport(source, table, ops, TuningEnvironment.Current.KnownBadTable());
            progress.Report("drawing");
            long bytes = ReportFile.Write(path, HtmlPage.Render(report, DateTimeOffset.UtcNow));
            progress.Dispose();
            if (forPrograms)
                ReportSummary.PrintJson(path, bytes, report);
            else
                ReportSummary.Print(path, bytes, report);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string[]> Many(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false };
}
