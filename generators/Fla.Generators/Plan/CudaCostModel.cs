using Fla.Generators.Ir;
using Fla.Generators.Plan.Cuda;

namespace Fla.Generators.Plan;

/// <summary>
/// What a block costs, in cycles of a multiprocessor that it has to itself. Crude: it ranks variants that nobody has measured.
/// </summary>
/// <param name="threads">Threads of the block.</param>
/// <param name="isWide">Whether operands are fp32 numbers: twice the bytes, half the products.</param>
internal sealed class CudaCostModel(int threads, bool isWide)
{
    /// <summary>Where the operands of the next operation must be ready: a barrier, or the depth of a unit.</summary>
    private const double Latency = 30;

    /// <summary>Memory's share of a multiprocessor.</summary>
    private const double BytesPerCycle = 16;

    private const double LanesPerCycle = 32;
    private const double FunctionsPerCycle = 4;

    private readonly int bytes = isWide ? 4 : 2;
    private readonly double productsPerCycle = isWide ? 128 : 256;

    /// <summary>Parts of the multiprocessor that have a warp of the block.</summary>
    private readonly int quarters = Math.Min(4, Math.Max(1, threads / 32));

    /// <param name="program">The program.</param>
    /// <param name="pipeline">What other warps prepare, or null: nobody computes while the first iteration is prepared, by one group of them.</param>
    public CostEstimate Estimate(TileProgram program, Pipeline? pipeline)
    {
        double once = pipeline is null ? 0 : pipeline.Ahead.Sum(new CudaCostModel(pipeline.Warps * 32, isWide).Cycles), loop = 0;
        int stride = 1;
        foreach (Op op in program.Body.Ops)
        {
            if (op.Code == OpCode.For && Trips(op) is null)
            {
                loop += Sum(op.Regions[0]);
                stride = (int)Math.Max(1, Builder.Number(op.Arguments[2]) ?? 1);
            }
            else
            {
                once += Cycles(op);
            }
        }

        return new CostEstimate(Math.Round(once), Math.Round(loop), stride);
    }

    private double Sum(Region region) => region.Ops.Sum(Cycles);

    private double Cycles(Op op) => op.Code switch
    {
        OpCode.For => Sum(op.Regions[0]) * (Trips(op) ?? 8),
        // The first branch is the common one by convention.
        OpCode.If => op.Regions.Select(Sum).FirstOrDefault(static cycles => cycles > 0),
        OpCode.Dot => Latency + ((double)op.Result.Tile.Count * op.Arguments[0].Tile.Columns / (productsPerCycle * quarters)),
        OpCode.Solve or OpCode.Inverse => (Latency * op.Result.Tile.Rows / 4) + ((double)op.Result.Tile.Count * op.Result.Tile.Rows / (2 * LanesPerCycle * quarters)),
        OpCode.Load => Latency + (op.Result.Tile.Count * bytes / BytesPerCycle),
        OpCode.Store => Latency + (op.Arguments[0].Tile.Count * bytes / BytesPerCycle),
        OpCode.Reduce or OpCode.CumSum => Latency + (op.Arguments[0].Tile.Count / (LanesPerCycle * quarters)),
        OpCode.Unary => op.Result.Tile.Count / (FunctionsPerCycle * quarters),
        OpCode.Binary or OpCode.Where or OpCode.Round => op.Result.Tile.Count / (LanesPerCycle * quarters),
        _ => 0,
    };

    private static double? Trips(Op loop) =>
        Builder.Number(loop.Arguments[0]) is { } start && Builder.Number(loop.Arguments[1]) is { } end && Builder.Number(loop.Arguments[2]) is { } step && step != 0
            ? Math.Max(0, Math.Ceiling((end - start) / step))
            : null;
}
