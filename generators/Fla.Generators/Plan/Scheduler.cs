using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>Turns the operations of a program into steps, one pass for each value that must be in memory.</summary>
internal sealed class Scheduler(Uses uses, StoragePlan storage)
{
    private static readonly HashSet<OpCode> Scalars =
    [
        OpCode.ScalarParameter, OpCode.BlockIndex, OpCode.Dimension, OpCode.IsEmpty, OpCode.ReadElement,
        OpCode.ScalarUnary, OpCode.ScalarBinary, OpCode.ScalarConvert, OpCode.ScalarFunction, OpCode.Select, OpCode.Element,
    ];

    public List<Step> Run(Region region)
    {
        List<Step> steps = [];
        foreach (Op op in region.Ops.Where(uses.IsNeeded))
            Add(op, steps);
        return steps;
    }

    private void Add(Op op, List<Step> steps)
    {
        switch (op.Code)
        {
            case OpCode.Constant:
            case OpCode.Splat when storage.Of(op.Result) == Storage.Local && Builder.Number(op.Arguments[0]) is not null:
                break;
            case OpCode.For:
                ForStep loop = new(op);
                loop.Body.AddRange(Run(op.Regions[0]));
                steps.Add(loop);
                break;
            case OpCode.If:
                IfStep branch = new(op);
                branch.Then.AddRange(Run(op.Regions[0]));
                branch.Else.AddRange(Run(op.Regions[1]));
                steps.Add(branch);
                break;
            case OpCode.Load:
                steps.Add(new LoadPass(op));
                break;
            case OpCode.Store:
                steps.Add(new StorePass(op));
                break;
            case OpCode.Solve:
                steps.Add(new SolvePass(op));
                break;
            case OpCode.Dot:
                if (storage.EpilogueOf(op.Result) == op.Result)
                    steps.Add(Multiply(op.Result, op.Result));
                break;
            case OpCode.Reduce or OpCode.CumSum:
                steps.Add(Elementwise(op.Result, op.Arguments[0].Tile));
                break;
            case OpCode.Transpose when storage.Of(op.Result) == Storage.Buffer && op.Result.Tile.IsMatrix:
                steps.Add(new RearrangePass(op.Arguments[0], op.Result));
                break;
            case OpCode.Slice when storage.Of(op.Result) == Storage.Buffer && op.Result.Tile.IsColumn && op.Arguments[0].Tile.Columns > 1:
                steps.Add(new RearrangePass(op.Arguments[0], op.Result));
                break;
            default:
                if (Scalars.Contains(op.Code) || storage.Of(op.Result) == Storage.Local)
                    steps.Add(new ScalarStep(op));
                else if (storage.ProductOf(op.Result) is { } dot)
                    steps.Add(Multiply(dot, op.Result));
                else if (storage.Of(op.Result) == Storage.Buffer)
                    steps.Add(Elementwise(op.Result, op.Result.Tile));
                break;
        }
    }

    private static ElementwisePass Elementwise(Value result, TileType domain)
    {
        ElementwisePass pass = new(domain with { IsMask = false });
        pass.Results.Add(result);
        return pass;
    }

    private static ProductPass Multiply(Value dot, Value result)
    {
        Op op = dot.Definition!;
        ProductPass pass = new(op.Arguments[1]);
        pass.Members.Add(new Product(dot, op.Arguments[0], result));
        return pass;
    }
}
