using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla show VARIANT</c>: the code that the generator emitted for a variant.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string?>("VARIANT")
        {
            Description = "A variant's id as `fla list` shows it, or the start of its hash.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("show", "Prints the code that was emitted for a variant.") { id, json };
        command.SetAction(result =>
        {
            Show(result.GetValue(id) ?? throw NameMissing(), result.GetValue(json));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(string id, bool json)
    {
        KernelInfo variant = KernelIndex.ThisBuild.Find(id);
        string source = variant.Source();
        if (json)
        {
            JsonLine.Write(line =>
            {
                variant.Write(line);
                line.WriteString("source", source);
            });
        }
        else
        {
            Console.Out.Write(source.EndsWith('\n') ? source : source + Environment.NewLine);
        }
    }

    private static CliException NameMissing()
    {
        string examples = string.Join(", ", KernelIndex.ThisBuild.All.DistinctBy(v => v.Kernel).Select(v => v.Id).Take(3));
        return new CliException($"name a variant{(examples.Length > 0 ? $", such as {examples}" : "")}: `fla list` names all");
    }
}
