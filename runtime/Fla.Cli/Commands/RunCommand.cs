using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla run OP</c>: computes an op on the tensors of a file.</summary>
internal static class RunCommand
{
    /// <summary>A shorter first call is mostly compilation: a second one tells the speed. On a GPU the first one always compiles.</summary>
    private static readonly TimeSpan WorthRepeating = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        Argument<string> op = SharedOptions.Op();
        var input = new Option<string>("--input", "-i") { Description = "The .safetensors file with the op's arguments by name.", Required = true, HelpName = "FILE" };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write the results, with op, variant and hash as metadata.", HelpName = "FILE" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("run", "Computes an op on real tensors, says which variant ran and how fast.") { op, input, output };
        var execution = new ExecutionOptions(command);
        var call = new CallOptions(command);
        command.Add(json);
        command.SetAction(result =>
        {
            bool forPrograms = result.GetValue(json);
            OpDescriptor descriptor = OpName.Find(result.GetValue(op)!);
            string? destination = result.GetValue(output);
            if (destination is not null)
                ResultFile.CheckPath(destination);
            RunReport report = Compute(descriptor, result.GetValue(input)!, execution.Read(result), call.Read(result), forPrograms);
            if (destination is not null)
                ResultFile.Write(destination, descriptor, report);
            if (forPrograms)
                RunJson.Print(report);
            else
                RunTables.Print(report);
            return ExitCode.Ok;
        });
        return command;
    }

    private static RunReport Compute(OpDescriptor op, string path, Execution execution, Call call, bool quiet) => InFile.Do(path, () =>
    {
        using var progress = new Progress(!quiet);
        progress.Report($"reading {path}");
        using var file = new VectorFile(path);
        Note(file, op);
        OpInputs inputs = call.Inputs(file, op, execution.Element);
        progress.Report($"running {op.Name} on {execution.Target}");
        using PreparedOp prepared = execution.Prepare(op, inputs);
        OpRun first = prepared.Run(execution.Options);
        OpRun last = first.Elapsed < WorthRepeating || execution.Stream is not null ? prepared.Run(execution.Options) : first;
        return new RunReport(execution, inputs, new OpOutputs(prepared.ReadOutputs(), last), first.Elapsed);
    });

    private static void Note(VectorFile file, OpDescriptor op)
    {
        if (file.Op is { } named && named != op.Name)
            Boundary.Report($"note: {file.Path} says that it is for {named}");
        if (file.Ignored(op).ToArray() is { Length: > 0 } ignored)
            Boundary.Report($"note: {file.Path}: {op.Name} does not read {string.Join(", ", ignored)}");
    }
}
