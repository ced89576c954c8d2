using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla explain OP</c>: which variant a call gets, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string> op = SharedOptions.Op();
        var shape = new Option<string>("--shape", "-s") { Description = "The call's shape.", Required = true, HelpName = "B=1,T=2048,H=8,K=128,V=128" };
        var dtype = new Option<string?>("--dtype") { Description = "Element type. Default: fp32, on cuda bf16.", HelpName = "fp32|bf16|fp16" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("explain", "Says which variant dispatch chooses for a call, by what evidence, and who else competed.") { op, shape, dtype };
        var problems = new ProblemOptions(command);
        var assembly = new AssemblyOption(command);
        command.Add(json);
        command.SetAction(result =>
        {
            assembly.Load(result);
            var problem = TuneProblem.Of(
                TunableName.Find(result.GetValue(op)!),
                problems.Request(result, result.GetValue(shape)!, DtypeName.Parse(result.GetValue(dtype), problems.Target(result))));
            Dispatcher dispatcher = problems.Dispatcher(result);
            Explanation[] explanations = [.. problem.WithOthers().Select(p => new Explanation(p, dispatcher))];
            foreach (Explanation explanation in explanations)
            {
                if (result.GetValue(json))
                    ExplainJson.Print(explanation);
                else
                    ExplainTables.Print(explanation);
            }

            if (TuningEnvironment.Current.Mode == TuneMode.Off)
                Boundary.Report("note: FLA_TUNE is off: calls do not use what was measured");
            foreach (string warning in dispatcher.Settings.Store.Warnings)
                Boundary.Report($"note: {warning}");
            return Array.Exists(explanations, static e => e.Decision.Variant is null) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }
}
