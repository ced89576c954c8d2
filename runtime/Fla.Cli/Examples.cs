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
            "fla run lightning_attn --input prompt.safetensors --layer 3/12",
        ],
        ["verify"] =
        [
            "fla verify tests/vectors",
            "fla verify tests/vectors --op kda --dtype bf16 --json",
            "fla verify mine.safetensors --target reference",
            "fla verify --target cuda --attest tests/attest/cuda.json",
        ],
        ["bench"] =
        [
            "fla bench gated_delta_rule --shape B=1,T=2048,H=8,K=128",
            "fla bench kda --shape B=4,T=1024,H=8,HV=16,K=128,V=64 --dtype bf16 --threads 1 --json",
        ],
        ["tune"] =
        [
            "fla tune",
            "fla tune gated_delta_rule --shape B=1,T=2048,H=8,K=128 --budget 30s",
            "fla tune kda --dtype bf16 --lock fla.tune.lock",
            "fla tune my_op --assembly bin/Release/net10.0/MyKernels.dll",
        ],
        ["explain"] =
        [
            "fla explain gated_delta_rule --shape B=1,T=2048,H=8,K=128",
            "fla explain kda --shape T=1,H=32,K=128 --dtype bf16 --threads 1 --json | jq .considered",
        ],
        ["report"] =
        [
            "fla report",
            "fla report --from fla.tune.lock --op gated_delta_rule --output gdn.html",
            "fla report --device 'cuda-*' --limits 'cuda-sm_90-132-H100-*=3350,989'",
        ],
        ["cache"] = ["fla cache stats", "fla cache diff own fla.tune.lock", "fla cache export fla.tune.lock --filter device=cpu-AuthenticAMD-1a-02-v512"],
        ["cache stats"] = ["fla cache stats", "fla cache stats --json | jq 'select(.kind == \"rejected\")'"],
        ["cache diff"] = ["fla cache diff own fla.tune.lock", "fla cache diff old.lock new.lock --json"],
        ["cache merge"] = ["fla cache merge fla.tune.lock", "fla cache merge mine.lock theirs.lock --output fla.tune.lock"],
        ["cache merge-driver"] = ["fla cache merge-driver --install", "fla cache merge-driver %O %A %B --path %P"],
        ["cache key"] = ["fla cache key team", "FLA_TUNE_TRUST=team.pub dotnet run"],
        ["cache sign"] = ["fla cache sign fla.tune.lock --key team.key", "FLA_TUNE_SIGN_KEY=team.key fla cache sign fla.tune.lock"],
        ["cache export"] = ["fla cache export fla.tune.lock", "fla cache export chunk.lock --filter kernel=delta_chunk --filter element=f32"],
        ["cache import"] = ["fla cache import fla.tune.lock"],
        ["cache push"] = ["fla cache push", "fla cache push fla.tune.lock --team rediss://writer:secret@redis.example:6380/team/project --timeout 30s"],
        ["cache pull"] = ["fla cache pull", "fla cache pull --output fla.tune.lock"],
        ["cache gc"] = ["fla cache gc --dry-run", "fla cache gc --days 90", "fla cache gc --rejected"],
        ["cache verify"] = ["fla cache verify", "FLA_TUNE_LOCK=fla.tune.lock fla cache verify --json", "fla cache verify fla.tune.lock --trust team.pub"],
        ["cache snapshot"] = ["fla cache snapshot", "fla cache snapshot --dry-run", "fla cache snapshot --push", "export $(fla cache snapshot | tail -1)"],
        ["doctor"] = ["fla doctor", "fla doctor --json | jq 'select(.level != \"ok\")'"],
        ["show"] = ["fla show VARIANT | less", "fla show VARIANT --json"],
    };

    /// <summary>What exit code 1 means, where it is another thing than a tolerance.</summary>
    private static readonly Dictionary<string, string> NoByCommand = new()
    {
        ["tune"] = "1 a problem could not be measured, 130 interrupted",
        ["explain"] = "1 every variant is refused on this machine",
        ["cache diff"] = "1 they differ",
        ["cache verify"] = "1 a winner is not right here, or an entry not signed by those who are trusted",
        ["cache sign"] = "1 a file has lines that are not understood, and was left alone",
        ["cache merge-driver"] = "1 a side has lines that are not understood: a conflict",
        ["cache merge"] = "1 a file has lines that were left out",
        ["cache import"] = "1 the file has lines that were left out",
        ["doctor"] = "1 there is a problem",
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
            string command = Usage.NameOf(result.CommandResult);
            if (ByCommand.TryGetValue(command, out string[]? examples))
            {
                Console.WriteLine("Examples:");
                foreach (string example in examples)
                    Console.WriteLine($"  {example}");
            }

            Console.WriteLine($"Exit codes: 0 all is well, {NoByCommand.GetValueOrDefault(command, "1 a result is over its tolerance")}, 2 bad input or usage.");
            return code;
        }
    }
}
