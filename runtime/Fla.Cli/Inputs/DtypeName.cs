namespace Fla.Cli;

/// <summary>Element types as they are spelt on the command line.</summary>
internal static class DtypeName
{
    private static readonly string[] Names = ["fp32", "bf16", "fp16"];

    public static string Of(ElementType type) => Names[(int)type];

    /// <summary>The element type where none is named: what the target has variants for.</summary>
    public static ElementType Parse(string? name, KernelTarget target) =>
        name is not null ? Parse(name) : target == KernelTarget.Cuda ? ElementType.BFloat16 : ElementType.Float32;

    public static ElementType Parse(string name)
    {
        int index = Array.IndexOf(Names, name.ToLowerInvariant());
        return index >= 0 ? (ElementType)index : throw CliException.Unknown("dtype", name, Names);
    }
}
