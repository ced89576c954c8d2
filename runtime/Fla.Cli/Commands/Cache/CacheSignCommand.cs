using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache sign FILE…</c>: signs the entries of lock files.</summary>
internal static class CacheSignCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Lock files, written anew in their places.", Arity = ArgumentArity.OneOrMore };
        var key = new Option<string?>("--key") { Description = $"The private key; by default what {KeyFiles.SignVariable} names or holds.", HelpName = "FILE.key" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("sign", "Signs every entry of lock files that has no signature of this key yet: those who trust the key use them.") { files, key, json };
        command.SetAction(result =>
        {
            using SigningKey signer = KeyFiles.ToSign(result.GetValue(key));
            TrustedKeys mine = TrustedKeys.Parse(signer.PublicPem);
            bool complete = true;
            foreach (string path in result.GetValue(files)!)
            {
                LockFileContent content = EvidencePlace.LockFileAt(path);
                // What was not understood would be gone from the file.
                if (EvidencePlace.IsIncomplete(content))
                {
                    complete = false;
                    continue;
                }

                int signed = 0;
                Evidence[] entries = [.. content.Evidence.Select(Sign)];
                LockFile.Write(path, entries);
                Report(result.GetValue(json), path, entries.Length, signed, signer.Id);

                Evidence Sign(Evidence entry)
                {
                    if (mine.Signed(entry))
                        return entry;
                    signed++;
                    return signer.Sign(entry);
                }
            }

            return complete ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void Report(bool json, string path, int entries, int signed, string key)
    {
        if (!json)
        {
            Console.WriteLine($"{path}: {signed} of {entries} entries signed now by {key}{(signed < entries ? ", the others were before" : "")}");
            return;
        }

        JsonLine.Write(line =>
        {
            line.WriteString("file", path);
            line.WriteNumber("entries", entries);
            line.WriteNumber("signed", signed);
            line.WriteString("key", key);
        });
    }
}
