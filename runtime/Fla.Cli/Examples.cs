using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Fla.Cli;

/// <summary>Adds a command's examples below its generated help.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> ByCommand = new()
    {
        ["list"] = ["fla list", "fla list delta_chunk --dtype bf16", "fla list --json | jq .variant"],
        ["run"] =
        [
            "fla run gated_delta_rule --input prompt.safetensors --output result.safetensors",
            "fla run kda --input prompt.safetensors --dtype bf16 --qk-l2norm",
            "fla run delta_rule --input prompt.safetensors --target reference --json",
        ],
        ["verify"] =
        [
            "fla verify tests/vectors",
            "fla verify tests/vectors --op kda --dtype bf16 --json",
            "fla verify mine.safetensors --target reference",
        ],
        ["bench"] =
        [
            "fla bench gated_delta_rule --shape B=1,T=2048,H=8,K=128",
            "fla bench kda --shape B=4,T=1024,H=8,HV=16,K=128,V=64 --dtype bf16 --threads 1 --json",
        ],
        ["show"] = ["fla show VARIANT | less", "fla show VARIANT --json"],
    };

    public static void Attach(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult result)
        {
            int code = inner.Invoke(result);
            if (ByCommand.TryGetValue(result.CommandResult.Command.Name, out string[]? examples))
            {
                Console.WriteLine("Examples:");
                foreach (string example in examples)
                    Console.WriteLine($"  {example}");
            }

            Console.WriteLine("Exit codes: 0 all is well, 1 a result is over its tolerance, 2 bad input or usage.");
            return code;
        }
    }
}
