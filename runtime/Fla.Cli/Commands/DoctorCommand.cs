using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla doctor</c>: looks at everything that tuned dispatch rests on.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<bool> json = SharedOptions.Json();
        var command = new Command("doctor", "Looks at machine, settings, store, kernels and worker, and says what to do about what is wrong.");
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            bool forPrograms = result.GetValue(json);
            var findings = new List<Finding>();
            using (var progress = new Progress(!forPrograms))
            {
                progress.Report("looking");
                findings.AddRange(Examination.Run());
            }

            if (forPrograms)
                DoctorJson.Print(findings);
            else
                DoctorTables.Print(findings);
            return findings.Any(f => f.Level == Level.Problem) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }
}
