using Fla.Generators.Ir;

namespace Fla.Generators.Plan;

/// <summary>Follows inline expressions and views down to the memory that they read.</summary>
internal sealed class Access(StoragePlan storage)
{
    /// <summary>The value in whose memory a view lies.</summary>
    public Value Base(Value value)
    {
        while (storage.Of(value) == Storage.View)
            value = value.Definition!.Arguments[0];
        return value;
    }

    /// <summary>The scalars that place a view in its memory.</summary>
    public IEnumerable<Value> Offsets(Value value)
    {
        for (; storage.Of(value) == Storage.View; value = value.Definition!.Arguments[0])
        {
            foreach (Value offset in value.Definition!.Arguments.Skip(1))
                yield return offset;
        }
    }

    /// <summary>What an expression reads over a domain.</summary>
    public IEnumerable<(Value Value, bool Pointwise)> Leaves(Value value, TileType domain)
    {
        if (value.Type is not TileType type)
            return [(value, false)];
        if (storage.Of(value) == Storage.Inline && value.Definition is { } op)
            return op.Arguments.SelectMany(a => Leaves(a, domain));
        if (storage.Of(value) == Storage.Local)
            return [(value, false)];
        Value memory = Base(value);
        bool pointwise = memory == value && type.Rows == domain.Rows && type.Columns == domain.Columns;
        return new[] { (memory, pointwise) }.Concat(Offsets(value).Select(static o => (o, false)));
    }

    /// <summary>What the definition of a stored elementwise value reads.</summary>
    public IEnumerable<(Value Value, bool Pointwise)> Parts(Value value, TileType domain)
    {
        Op op = value.Definition!;
        if (op.Code is OpCode.Slice or OpCode.Transpose)
        {
            return new[] { (Base(op.Arguments[0]), false) }
                .Concat(Offsets(op.Arguments[0]).Concat(op.Arguments.Skip(1)).Select(static o => (o, false)));
        }

        return op.Arguments.SelectMany(a => Leaves(a, domain));
    }
}
