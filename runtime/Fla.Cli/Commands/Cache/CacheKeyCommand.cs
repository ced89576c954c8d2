using System.CommandLine;
using Fla.Tuning;

namespace Fla.Cli;

/// <summary><c>fla cache key NAME</c>: makes the two halves of a key.</summary>
internal static class CacheKeyCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Where: NAME.key is the private half, to be kept secret; NAME.pub the public one, for everybody." };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("key", "Makes a key to sign entries with (ECDSA, P-256): who measures for the team keeps the private half, who uses what was measured has the public one.") { name, json };
        command.SetAction(result =>
        {
            string path = result.GetValue(name)!;
            using SigningKey key = SigningKey.Create();
            KeyFiles.Write(key, path);
            if (result.GetValue(json))
            {
                JsonLine.Write(line =>
                {
                    line.WriteString("id", key.Id);
                    line.WriteString("private", path + KeyFiles.Private);
                    line.WriteString("public", path + KeyFiles.Public);
                });
            }
            else
            {
                Console.WriteLine($"{key.Id}: {path}{KeyFiles.Private} signs (keep it secret: FLA_TUNE_SIGN_KEY), {path}{KeyFiles.Public} checks (share it: FLA_TUNE_TRUST)");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
