using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache gc</c>: removes what can decide nothing any more.</summary>
internal static class CacheGcCommand
{
    private const int Month = 30;

    public static Command Create()
    {
        var days = new Option<int>("--days")
        {
            Description = "Entries of other toolchains go when they are older than this.",
            DefaultValueFactory = _ => Month,
            HelpName = "N",
        };
        var rejected = new Option<bool>("--rejected") { Description = "Also remove such entries when they say that a variant was rejected." };
        var others = new Option<bool>("--others") { Description = "Also remove entries of kernels that this build does not have at all: those of other programs." };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would go." };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("gc", "Removes entries of code that this build does not have, and old ones of other toolchains.") { days, rejected, others, dry };
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            if (result.GetValue(days) < 0)
                throw new CliException("--days must be at least 0");
            var garbage = new Garbage(TimeSpan.FromDays(result.GetValue(days)), result.GetValue(rejected), result.GetValue(others));
            using IEvidenceStore store = TuningEnvironment.Current.OwnStore();
            (Evidence Entry, string Why)[] found = [.. store.Find(new()).Select(e => (Entry: e, Why: garbage.Why(e)!)).Where(g => g.Why is not null)];
            bool asked = result.GetValue(dry);
            if (!asked && found.Length > 0)
                store.Remove(e => garbage.Why(e) is not null);
            foreach (string warning in store.Warnings)
                Boundary.Report($"note: {warning}");
            Print(found, store, asked, result.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print((Evidence Entry, string Why)[] found, IEvidenceStore store, bool dry, bool json)
    {
        int left = store.Find(new()).Count - (dry ? found.Length : 0);
        if (json)
        {
            foreach ((Evidence entry, string why) in found)
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("variant", entry.Variant);
                    line.WriteString("hash", entry.ContentHash);
                    line.WriteSite("key", entry.Site);
                    line.WriteString("why", why);
                    line.WriteBoolean("removed", !dry);
                });
            }

            return;
        }

        if (found.Length > 0)
        {
            var table = new TextTable("kernel", "device", "toolchain", ">entries", "why");
            foreach (var group in found.GroupBy(g => (g.Entry.Kernel, g.Entry.Site.Device, g.Entry.Site.Toolchain, g.Why)))
                table.Add(group.Key.Kernel, group.Key.Device, group.Key.Toolchain, $"{group.Count()}", group.Key.Why);
            table.Print();
        }

        Console.WriteLine($"{store.Location}: {found.Length} entries {(dry ? "would be removed" : "removed")}, {left} stay");
    }
}
