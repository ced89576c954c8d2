using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla verify</c>: computes vectors and compares with the results that they store.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "A .safetensors vector (inputs, metadata `op`, results o and ht) or a folder of them.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var op = new Option<string?>("--op") { Description = "Only vectors of this op; files that name none are taken for it.", HelpName = "OP" };
        var attest = new Option<string?>("--attest")
        {
            Description = "With --target cuda: gate and time every CUDA variant of this build (or --variant) on this GPU, and keep what was found in this file.",
            HelpName = "FILE",
        };
        var missing = new Option<bool>("--missing") { Description = "With --attest: only variants whose code FILE says nothing of." };
        var jobs = new Option<int>("--jobs")
        {
            Description = "With --attest: how many variants are compiled at once, before one after the other is timed; as many as there are cores unless given.",
            HelpName = "N",
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("verify", "Compares an op's results with stored ones, tensor by tensor.") { paths, op, attest, missing, jobs };
        var execution = new ExecutionOptions(command);
        var call = new CallOptions(command);
        command.Add(json);
        command.SetAction(result =>
        {
            string? only = result.GetValue(op) is { } name ? OpName.Find(name).Name : null;
            bool forPrograms = result.GetValue(json);
            if (result.GetResult(jobs) is not null)
                CheckJobs(result.GetValue(jobs), result.GetValue(attest));
            if (result.GetValue(missing) && result.GetValue(attest) is null)
                throw new CliException("--missing is about --attest: add it, or leave --missing out");
            if (result.GetValue(attest) is { } file)
            {
                return execution.Target(result) == KernelTarget.Cuda
                    ? AttestRun.Run(new AttestationFile(file), execution.Variant(result), result.GetValue(missing), result.GetValue(jobs), forPrograms)
                    : throw new CliException("--attest is about GPUs: add --target cuda");
            }

            if (result.GetValue(paths) is not { Length: > 0 })
                throw new CliException("name a .safetensors vector, or a folder of them");
            var verifier = new Verifier(execution.Read(result), call.Read(result), only);
            List<Verdict> verdicts = forPrograms
                ? VerifyJson.Print(verifier, result.GetValue(paths)!)
                : VerifyTables.Print(verifier, result.GetValue(paths)!);
            if (verdicts.Count == 0)
                throw new CliException($"no vector of {only} among the files");
            return verdicts.Max(v => v.ExitCode);
        });
        return command;
    }

    private static void CheckJobs(int jobs, string? attest)
    {
        if (attest is null)
            throw new CliException("--jobs is about --attest: add it, or leave --jobs out");
        if (jobs < 1)
            throw new CliException($"--jobs must be at least 1, not {jobs}");
    }
}
