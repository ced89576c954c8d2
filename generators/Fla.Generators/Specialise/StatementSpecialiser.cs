using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;
using Fla.Generators.Model;

namespace Fla.Generators.Specialise;

/// <summary>Statements under one binding. Run returns what the function returns, or null when control falls through.</summary>
internal sealed class StatementSpecialiser(Specialiser specialiser)
{
    private Builder Builder => specialiser.Builder;

    public Symbol? Run(BlockStmt block, Frame frame) => Run(block.Statements.ToList(), 0, frame);

    private Symbol? Run(IReadOnlyList<Stmt> statements, int start, Frame frame)
    {
        for (int i = start; i < statements.Count; i++)
        {
            Stmt statement = statements[i];
            Builder.Source = statement.Id;
            switch (statement)
            {
                case AssignStmt assign:
                    Assign(frame, assign.Slot, specialiser.Expressions.Evaluate(assign.Value, frame));
                    break;
                case DeconstructStmt deconstruct:
                    Deconstruct(deconstruct, frame);
                    break;
                case EvaluateStmt evaluate:
                    specialiser.Expressions.Evaluate(evaluate.Value, frame);
                    break;
                case BlockStmt block:
                    if (Run(block, frame) is { } inner)
                        return inner;
                    break;
                case ReturnStmt result:
                    if (frame.LoopDepth > 0)
                        throw new CompileException(Descriptors.UnsupportedConstruct, result.Id, "A return inside a loop", "let the loop run to its end and return after it");
                    return result.Value is null ? new VoidSymbol() : specialiser.Expressions.Evaluate(result.Value, frame);
                case ForStmt loop:
                    Loop(loop, frame);
                    break;
                case IfStmt branch:
                    if (Branch(branch, statements, i + 1, frame, out Symbol? returned))
                        return returned;
                    break;
            }
        }

        return null;
    }

    private static void Assign(Frame frame, int slot, Symbol symbol)
    {
        if (slot < 0)
            return;
        frame[slot] = symbol;
        if (symbol is ValueSymbol { Value: { Name: null } value })
            value.Name = frame.Function.Locals[slot];
    }

    private void Deconstruct(DeconstructStmt statement, Frame frame)
    {
        if (specialiser.Expressions.Evaluate(statement.Value, frame) is not TupleSymbol tuple || tuple.Items.Count != statement.Slots.Count)
            throw new CompileException(Descriptors.UnsupportedConstruct, statement.Id, "This deconstruction", "deconstruct a tuple into as many locals");
        for (int i = 0; i < statement.Slots.Count; i++)
            Assign(frame, statement.Slots[i], tuple.Items[i]);
    }

    /// <summary>True when the function ends here: the statements after the branch were run inside it.</summary>
    private bool Branch(IfStmt branch, IReadOnlyList<Stmt> statements, int rest, Frame frame, out Symbol? returned)
    {
        Value condition = specialiser.Expressions.Scalar(branch.Condition, frame, ScalarKind.Bool);
        if (Builder.Number(condition) is { } known)
        {
            returned = Run(known != 0 ? branch.Then : branch.Else, frame);
            return returned is not null;
        }

        bool leaves = Returns(branch.Then) || Returns(branch.Else);
        if (leaves && frame.LoopDepth > 0)
            throw new CompileException(Descriptors.UnsupportedConstruct, branch.Id, "A return inside a loop", "let the loop run to its end and return after it");
        IEnumerable<Stmt> tail = leaves ? statements.Skip(rest) : [];
        Symbol?[] before = frame.Save();

        Region then = Builder.Enter();
        Symbol? thenResult = Run(branch.Then.Statements.Concat(tail).ToList(), 0, frame);
        Symbol?[] afterThen = frame.Save();
        Builder.Leave();

        frame.Restore(before);
        Region otherwise = Builder.Enter();
        Symbol? elseResult = Run(branch.Else.Statements.Concat(tail).ToList(), 0, frame);
        Symbol?[] afterElse = frame.Save();
        Builder.Leave();

        frame.Restore(before);
        Merge merge = new(specialiser, then, otherwise, branch.Id);
        if (leaves)
        {
            returned = merge.Join(thenResult ?? new VoidSymbol(), elseResult ?? new VoidSymbol(), "the returned value");
        }
        else
        {
            returned = null;
            for (int slot = 0; slot < before.Length; slot++)
            {
                if (afterThen[slot] is { } a && afterElse[slot] is { } b)
                    frame[slot] = merge.Join(a, b, frame.Function.Locals[slot]);
            }
        }

        merge.Emit(condition);
        return leaves;
    }

    private void Loop(ForStmt loop, Frame frame)
    {
        Value start = specialiser.Expressions.Scalar(loop.Start, frame, null);
        Value end = specialiser.Expressions.Scalar(loop.End, frame, null);
        Value step = specialiser.Expressions.Scalar(loop.Step, frame, null);
        HashSet<int> assigned = [];
        SlotUse.Assigned(loop.Body, assigned);
        if (assigned.Contains(loop.Slot))
            throw new CompileException(Descriptors.UnsupportedLoop, loop.Id, $"The body changes the loop variable '{frame.Function.Locals[loop.Slot]}'");
        if (SlotUse.Reads(loop.End, assigned) || SlotUse.Reads(loop.Step, assigned) || SlotUse.Reads(loop.End, [loop.Slot]))
            throw new CompileException(Descriptors.UnsupportedLoop, loop.Id, "The loop's limit or step changes while it runs");
        bool up = loop.Comparison is BinaryOperator.Less or BinaryOperator.LessOrEqual;
        if (Builder.Number(step) is { } known && (up ? known <= 0 : known >= 0))
            throw new CompileException(Descriptors.UnsupportedLoop, loop.Id, "The loop steps away from its limit");

        List<int> carried = assigned.Where(slot => frame[slot] is not null).OrderBy(static s => s).ToList();
        List<Value> initial = [];
        foreach (int slot in carried)
        {
            if (frame[slot] is not ValueSymbol { Value: var value } || value.Type is TileType { IsMask: true })
                throw new CompileException(Descriptors.UnsupportedConstruct, loop.Id, $"'{frame.Function.Locals[slot]}', assigned in a loop,", "carry tiles and scalars through loops; rebuild masks, slices and tuples in the body");
            initial.Add(value);
        }

        Symbol?[] before = frame.Save();
        Region body = Builder.Enter();
        Value variable = Builder.NewValue(start.Type);
        variable.Name = frame.Function.Locals[loop.Slot];
        body.Arguments.Add(variable);
        frame[loop.Slot] = new ValueSymbol(variable);
        for (int i = 0; i < carried.Count; i++)
        {
            Value argument = Builder.NewValue(initial[i].Type);
            argument.Name = frame.Function.Locals[carried[i]];
            body.Arguments.Add(argument);
            frame[carried[i]] = new ValueSymbol(argument);
        }

        frame.LoopDepth++;
        Run(loop.Body, frame);
        frame.LoopDepth--;
        Op op = new(OpCode.For, [start, end, step, .. initial]) { Attribute = loop.Comparison.ToString(), Regions = [body], Source = loop.Id };
        List<Value> results = [];
        for (int i = 0; i < carried.Count; i++)
        {
            string name = frame.Function.Locals[carried[i]];
            if (frame[carried[i]] is not ValueSymbol { Value: var value } || !value.Type.Equals(initial[i].Type))
                throw Changed(loop.Id, name, initial[i].Type.ToString(), frame[carried[i]] is ValueSymbol { Value: var other } ? other.Type.ToString() : "not a value");
            body.Yields.Add(value);
            Value result = Builder.NewValue(initial[i].Type, op);
            result.Name = name;
            results.Add(result);
        }

        Builder.Leave();
        op.Results = results;
        Builder.Add(op);
        frame.Restore(before);
        for (int i = 0; i < carried.Count; i++)
            frame[carried[i]] = new ValueSymbol(results[i]);
    }

    private CompileException Changed(int node, string name, string one, string other) =>
        new(Descriptors.VariableChangesShape, node, name, one, other, specialiser.Variant.Suffix);

    private static bool Returns(Stmt statement) => statement switch
    {
        ReturnStmt => true,
        BlockStmt block => block.Statements.Any(Returns),
        IfStmt branch => Returns(branch.Then) || Returns(branch.Else),
        ForStmt loop => Returns(loop.Body),
        _ => false,
    };
}
