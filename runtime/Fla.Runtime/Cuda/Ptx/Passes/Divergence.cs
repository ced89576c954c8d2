namespace Fla.Cuda;

/// <summary>
/// Takes back the promise that all threads of a warp branch alike. ILGPU does not see that inline assembly gives each thread its own value,
/// and promises it for branches on such values; ptxas finds uniform branches by itself.
/// </summary>
internal static class Divergence
{
    private const string Promise = ".uni";

    public static PtxModule Run(PtxModule module) =>
        module.Map(static function => function.Body is { } body ? function with { Body = Block(body) } : function);

    private static PtxBlock Block(PtxBlock block) => block with { Statements = [.. block.Statements.Select(Statement)] };

    private static PtxStatement Statement(PtxStatement statement) => statement switch
    {
        PtxBlock inner => Block(inner),
        PtxInstruction { Predicate: not null, Opcode: "bra.uni" or "ret.uni" or "exit.uni" } branch => Without(branch),
        PtxInstruction { Opcode: "brx.idx.uni" or "call.uni" or "ret.uni" } branch => Without(branch),
        _ => statement,
    };

    private static PtxInstruction Without(PtxInstruction branch) => branch with { Opcode = branch.Opcode[..^Promise.Length] };
}
