namespace Fla.Cli;

/// <summary>What the tool shows about one compiled variant.</summary>
internal sealed record KernelInfo(
    string Id,
    string Kernel,
    KernelTarget Target,
    ElementType Element,
    string ContentHash,
    IReadOnlyList<KeyValuePair<string, string>> Constants,
    KernelResources Resources,
    Func<string?> Source);

/// <summary>What a variant needs: scratch memory a thread, passes over the tokens, matrix products, and the generator's cost model.</summary>
internal sealed record KernelResources(long ScratchBytes, int Passes, int Products, double FixedCycles, double LoopCycles, int LoopStep);
