using System.CommandLine;

namespace Fla.Cli;

/// <summary>The tool's commands and how a line of arguments becomes one of them.</summary>
internal static class CommandLine
{
    public static int Invoke(string[] arguments)
    {
        RootCommand root = Root();
        ParseResult result = root.Parse(arguments);
        if (result.Action is not Examples.HelpWithExamples)
            Usage.Check(result);
        return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Linear-attention kernels specialised at compile time: what there is, what it computes, whether it is right, how fast it is, which of them runs.")
        {
            ListCommand.Create(),
            RunCommand.Create(),
            VerifyCommand.Create(),
            BenchCommand.Create(),
            ShowCommand.Create(),
            TuneCommand.Create(),
            ExplainCommand.Create(),
            ReportCommand.Create(),
            CacheCommand.Create(),
            DoctorCommand.Create(),
        };
        Examples.Attach(root);
        return root;
    }
}
