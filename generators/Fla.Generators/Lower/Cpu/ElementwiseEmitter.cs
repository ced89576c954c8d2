using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>A fused elementwise pass: one walk that stores, reduces and sums.</summary>
internal sealed class ElementwiseEmitter
{
    private readonly PassMethod method;
    private readonly ElementwisePass pass;
    private readonly VectorExpression expression;
    private readonly VectorWidth width;
    private readonly CodeWriter top = new(indent: 3);
    private readonly CodeWriter outer = new(indent: 4);
    private readonly CodeWriter inner;
    private readonly CodeWriter outerEnd = new(indent: 4);
    private readonly CodeWriter end = new(indent: 3);
    private readonly bool isVector;

    private ElementwiseEmitter(PassMethod method, ElementwisePass pass)
    {
        this.method = method;
        this.pass = pass;
        width = method.Width;
        isVector = !pass.Domain.IsMatrix;
        inner = new CodeWriter(indent: isVector ? 4 : 5);
        expression = method.Expression();
        expression.RowsOutside = !pass.IsColumnwise;
        expression.IsColumn = pass.Domain.IsColumn;
        expression.Row = pass.Domain.IsRow ? "0" : "r";
        expression.Emit = (level, line) => (level switch { Level.Top => top, Level.Outer => outer, _ => inner }).Line(line);
    }

    public static void Emit(PassMethod method, ElementwisePass pass)
    {
        method.Comment = string.Join("; ", pass.Results.Select(PassMethod.Describe));
        new ElementwiseEmitter(method, pass).Emit();
    }

    private string Lanes => width.Lanes.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Emit()
    {
        foreach (Value result in pass.Results)
            Result(result);
        CodeWriter body = method.Body;
        body.Add(top);
        if (isVector)
        {
            string index = pass.Domain.IsColumn ? "r" : "c";
            Loop(body, index, pass.Domain.Count, Lanes, inner);
        }
        else if (expression.RowsOutside)
        {
            body.Open($"for (int r = 0; r < {pass.Domain.Rows}; r++)");
            body.Add(outer);
            Loop(body, "c", pass.Domain.Columns, Lanes, inner);
            body.Add(outerEnd);
            body.Close();
        }
        else
        {
            body.Open($"for (int c = 0; c < {pass.Domain.Columns}; c += {Lanes})");
            body.Add(outer);
            Loop(body, "r", pass.Domain.Rows, "1", inner);
            body.Add(outerEnd);
            body.Close();
        }

        body.Add(end);
    }

    private static void Loop(CodeWriter body, string index, long limit, string step, CodeWriter content)
    {
        body.Open($"for (int {index} = 0; {index} < {limit}; {index} += {step})");
        body.Add(content);
        body.Close();
    }

    private void Result(Value result)
    {
        switch (result.Definition!)
        {
            case { Code: OpCode.Reduce } reduce:
                Reduce(result, reduce);
                break;
            case { Code: OpCode.CumSum } sum:
                CumSum(result, sum);
                break;
            default:
                Store(result, expression.Definition(result));
                break;
        }
    }

    private void Store(Value result, string vector)
    {
        Place place = method.Pointers.Of(result);
        string at = isVector ? (expression.IsColumn ? "r" : "c") : $"r * {place.RowStride} + c";
        inner.Line(width.Store($"{place.Pointer} + {at}", vector));
    }

    private void Reduce(Value result, Op reduce)
    {
        string function = reduce.Attribute;
        string neutral = function switch
        {
            "sum" => $"{width.Type}.Zero",
            "max" => width.Splat("float.NegativeInfinity"),
            _ => width.Splat("float.PositiveInfinity"),
        };
        string accumulator = method.Fresh("sum");
        bool acrossLanes = isVector || reduce.Axis == 1;
        (isVector ? top : outer).Line($"{width.Type} {accumulator} = {neutral};");
        string x = expression.Of(reduce.Arguments[0]);
        long extent = isVector ? pass.Domain.Count : pass.Domain.Columns;
        if (acrossLanes && extent % width.Lanes != 0)
            x = $"{width.Vector}.ConditionalSelect({width.Helpers}.Below({extent} - {(expression.IsColumn ? "r" : "c")}), {x}, {neutral})";
        inner.Line(function switch
        {
            "sum" => $"{accumulator} += {x};",
            "max" => $"{accumulator} = {width.Vector}.Max({accumulator}, {x});",
            _ => $"{accumulator} = {width.Vector}.Min({accumulator}, {x});",
        });

        string across = function switch { "sum" => "Sum", "max" => "Max", _ => "Min" };
        if (isVector)
        {
            end.Line($"{method.Out(result)} = {width.Helpers}.{across}({accumulator});");
            return;
        }

        Place place = method.Pointers.Of(result);
        outerEnd.Line(acrossLanes
            ? $"{place.Pointer}[r] = {width.Helpers}.{across}({accumulator});"
            : width.Store($"{place.Pointer} + c", accumulator));
    }

    private void CumSum(Value result, Op sum)
    {
        string x = expression.Of(sum.Arguments[0]);
        Place place = method.Pointers.Of(result);
        if (isVector)
        {
            inner.Line(width.Store($"{place.Pointer} + {(expression.IsColumn ? "r" : "c")}", x));
            end.Line($"for (int i = 1; i < {pass.Domain.Count}; i++)");
            end.Line($"    {place.Pointer}[i] += {place.Pointer}[i - 1];");
        }
        else if (sum.Axis == 0)
        {
            string running = method.Fresh("sum");
            outer.Line($"{width.Type} {running} = {width.Type}.Zero;");
            inner.Line(sum.Arguments is [_, var keep] ? $"{running} = ({running} * {expression.Of(keep)}) + {x};" : $"{running} += {x};");
            inner.Line(width.Store($"{place.Pointer} + r * {place.RowStride} + c", running));
            expression.Know(result, running);
        }
        else
        {
            Store(result, x);
            outerEnd.Line($"for (int i = 1; i < {pass.Domain.Columns}; i++)");
            outerEnd.Line($"    {place.Pointer}[r * {place.RowStride} + i] += {place.Pointer}[r * {place.RowStride} + i - 1];");
        }
    }
}
