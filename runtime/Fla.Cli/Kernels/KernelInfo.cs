namespace Fla.Cli;

/// <summary>What the tool shows about one compiled variant.</summary>
internal sealed record KernelInfo(
    string Id,
    string Kernel,
    KernelTarget Target,
    ElementType Element,
    string ContentHash,
    IReadOnlyList<KeyValuePair<string, string>> Constants,
    VariantResources Resources,
    Func<string> Source);
