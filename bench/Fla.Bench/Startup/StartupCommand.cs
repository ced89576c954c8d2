using System.CommandLine;

namespace Fla.Bench;

/// <summary><c>startup</c>: from no process to the first result, beside a process that only says hello.</summary>
internal static class StartupCommand
{
    private const int FewestRuns = 15;
    private static readonly MeasurementFormat Format = new("ms", 1, "0.0");

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object a line." };
        Option<bool> write = new("--write") { Description = "Also rewrites its section of bench/RESULTS.md." };
        Option<bool> ready = new("--ready-to-run") { Description = "Also the tool with ReadyToRun code, which needs the package of its compiler." };
        Option<int> runs = new("--runs") { Description = $"Runs of each program, at least {FewestRuns}.", DefaultValueFactory = static _ => 21, HelpName = "N" };
        runs.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < FewestRuns)
                result.AddError($"--runs: at least {FewestRuns}, or the quantiles say nothing.");
        });
        Command command = new("startup", "A cold process to its first line: `fla run` on a small vector, beside an empty program. From the root of the repository.") { json, write, ready, runs };
        command.SetAction(arguments =>
        {
            using StartupPrograms programs = new();
            List<ColdProcess> processes = [programs.Hello(), programs.Run()];
            if (arguments.GetValue(ready))
                processes.Add(programs.FlaReadyToRun());
            Measurement[] measurements = ColdProcess.Race(arguments.GetValue(runs), processes);
            if (arguments.GetValue(json))
                Array.ForEach(measurements, Format.WriteJson);
            else
                Format.Print(measurements);
            if (arguments.GetValue(write))
                ResultsPage.Write(command.Name, "Cold start", Section(measurements));
        });
        return command;
    }

    private static string Section(Measurement[] measurements) =>
        "From before the process exists to its first line of output, median (p10–p90) of "
        + $"{measurements[0].Samples.Sorted.Length} runs each, in turns, files in memory. `fla run kda --json` on `tests/vectors/kda.3.safetensors`.\n\n"
        + Format.Markdown("process", measurements);
}
