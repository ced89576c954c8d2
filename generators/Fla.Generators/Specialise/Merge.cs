using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;

namespace Fla.Generators.Specialise;

/// <summary>Joins the values of two branches into the results of one conditional.</summary>
internal sealed class Merge(Specialiser specialiser, Region then, Region otherwise, int node)
{
    private readonly List<Value> results = [];
    private readonly Dictionary<(int, int), Value> joined = [];
    private readonly Op op = new(OpCode.If, []) { Source = node };

    public Symbol Join(Symbol a, Symbol b, string name)
    {
        switch (a, b)
        {
            case (ValueSymbol left, ValueSymbol right):
                return new ValueSymbol(Join(left.Value, right.Value, name));
            case (TupleSymbol left, TupleSymbol right) when left.Items.Count == right.Items.Count:
                return new TupleSymbol(left.Items.Zip(right.Items, (x, y) => Join(x, y, name)).ToList());
            default:
                if (a == b || (a is SliceSymbol && ReferenceEquals(a, b)))
                    return a;
                throw new CompileException(Descriptors.UnsupportedConstruct, node, $"Choosing {name} at run time", "choose among tiles and scalars");
        }
    }

    public void Emit(Value condition)
    {
        // Two empty branches choose nothing.
        if (then.Ops.Count == 0 && otherwise.Ops.Count == 0 && results.Count == 0)
            return;
        op.Arguments = [condition];
        op.Regions = [then, otherwise];
        op.Results = results;
        specialiser.Builder.Add(op);
    }

    private Value Join(Value a, Value b, string name)
    {
        if (ReferenceEquals(a, b))
            return a;
        if (!a.Type.Equals(b.Type) || a.Type is TileType { IsMask: true })
            throw new CompileException(Descriptors.VariableChangesShape, node, name, a.Type.ToString(), b.Type.ToString(), specialiser.Variant.Suffix);
        if (joined.TryGetValue((a.Id, b.Id), out Value? known))
            return known;
        then.Yields.Add(a);
        otherwise.Yields.Add(b);
        Value result = specialiser.Builder.NewValue(a.Type, op);
        result.Name = name;
        results.Add(result);
        joined[(a.Id, b.Id)] = result;
        return result;
    }
}
