using System.CommandLine;

namespace Fla.Cli;

/// <summary><c>fla list</c>: the ops, their compiled variants, targets and resources.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var filter = new Argument<string?>("FILTER")
        {
            Description = "Only variants whose id contains this text.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new Option<string?>("--target") { Description = "Only variants of this target.", HelpName = "cpu|cuda" };
        var dtype = new Option<string?>("--dtype") { Description = "Only variants of this element type.", HelpName = "fp32|bf16|fp16" };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("list", "Shows the ops and every compiled variant with its target and resources.") { filter, target, dtype, json };
        command.SetAction(result =>
        {
            KernelInfo[] variants = Select(result.GetValue(filter), result.GetValue(target), result.GetValue(dtype));
            if (result.GetValue(json))
                ListJson.Print(variants);
            else
                ListTables.Print(variants);
            return ExitCode.Ok;
        });
        return command;
    }

    private static KernelInfo[] Select(string? filter, string? target, string? dtype)
    {
        IEnumerable<KernelInfo> variants = KernelIndex.ThisBuild.All;
        if (target is not null)
            variants = variants.Where(v => v.Target == TargetName.Parse(target));
        if (dtype is not null)
            variants = variants.Where(v => v.Element == DtypeName.Parse(dtype));
        if (filter is not null)
            variants = variants.Where(v => v.Id.Contains(filter, StringComparison.OrdinalIgnoreCase));
        KernelInfo[] selected = [.. variants];
        if (selected.Length == 0 && filter is not null)
            throw CliException.Unknown("variant", filter, KernelIndex.ThisBuild.All.Select(v => v.Kernel).Distinct());
        return selected;
    }
}
