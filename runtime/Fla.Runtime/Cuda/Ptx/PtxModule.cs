namespace Fla.Cuda;

/// <summary>A PTX module as its parts.</summary>
/// <param name="Version">The instruction set: <c>7.8</c>.</param>
/// <param name="Target">The architecture: <c>sm_90a</c>.</param>
/// <param name="AddressSize">Bits of an address.</param>
/// <param name="Items">Variables and functions in their order.</param>
internal sealed record PtxModule(string Version, string Target, int AddressSize, PtxStatement[] Items)
{
    public IEnumerable<PtxFunction> Functions => Items.OfType<PtxFunction>();

    public PtxModule Map(Func<PtxFunction, PtxFunction> change) =>
        this with { Items = [.. Items.Select(i => i is PtxFunction function ? change(function) : i)] };
}

/// <summary>A kernel, a function, or the announcement of one.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Attributes"><c>.visible .entry</c>.</param>
/// <param name="Results">What it returns.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">What it is given.</param>
/// <param name="Hints">Directives before the body.</param>
/// <param name="Body">Null when only announced.</param>
internal sealed record PtxFunction(
    int Line, string[] Attributes, PtxVariable[] Results, string Name, PtxVariable[] Parameters, PtxHint[] Hints, PtxBlock? Body) : PtxStatement(Line)
{
    public bool IsEntry => Attributes.Contains(".entry");
}

/// <summary><c>.maxntid 128, 1, 1</c>.</summary>
internal sealed record PtxHint(string Name, string[] Values);
