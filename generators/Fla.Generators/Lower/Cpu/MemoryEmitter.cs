using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>Loads and stores: tensor slices, masked at their bounds and converted on the way.</summary>
internal sealed class MemoryEmitter(TemplateModel template, Func<string, string> elementOf)
{
    public void EmitLoad(PassMethod method, LoadPass pass)
    {
        Op op = pass.Op;
        ParameterModel tensor = template.Parameters[op.Slice!.Parameter];
        string element = elementOf(tensor.Element!);
        Value result = op.Result;
        method.Comment = $"{PassMethod.Describe(result)} from {tensor.Name}";
        CodeWriter body = method.Body;
        VectorWidth width = method.Width;
        string fill = method.Pointers.Scalar(method.Names.Scalar(op.Arguments[0]));
        if (result.Tile.IsScalar)
        {
            Window(method, op.Slice, element, op.Attribute == "Load" ? ["rows", "columns"] : ["columns"], out _);
            body.Line($"{method.Out(result)} = {(op.Attribute == "Load" ? "rows > 0 && " : "")}columns > 0 ? (float)source[0] : {fill};");
            return;
        }

        string target = method.Pointers.Of(result).Pointer;
        if (result.Tile.IsColumn && op.Attribute == "LoadColumn")
        {
            Window(method, op.Slice, element, ["rows"], out string[] strides);
            body.Line($"int last = (int)global::System.Math.Min(rows, {result.Tile.Rows});");
            body.Line("for (int r = 0; r < last; r++)");
            body.Line($"    {target}[r] = (float)source[r * {strides[0]}];");
            body.Line($"for (int r = last; r < {result.Tile.Rows}; r++)");
            body.Line($"    {target}[r] = {fill};");
            return;
        }

        bool twoRanges = op.Attribute == "Load";
        Window(method, op.Slice, element, twoRanges ? ["rows", "columns"] : ["columns"], out string[] steps);
        string columnStep = steps[steps.Length - 1];
        int columns = result.Tile.Columns;
        int stride = result.Tile.IsColumn ? 1 : method.Plan.Buffers.Of(result).Stride;
        if (twoRanges)
            body.Open($"for (int r = 0; r < {result.Tile.Rows}; r++)");
        string to = twoRanges ? $"{target} + r * {stride}" : target;
        string from = twoRanges ? $"source + r * {steps[0]}" : "source";
        if (columns % width.Lanes == 0)
        {
            body.Open($"if ({(twoRanges ? "r < rows && " : "")}columns >= {columns} && {columnStep} == 1)");
            body.Line($"for (int c = 0; c < {columns}; c += {width.Lanes})");
            body.Line("    " + width.Store($"{to} + c", element == "float" ? width.Load($"{from} + c") : $"{width.Helpers}.Load({from} + c)"));
            body.Close();
            body.Open("else");
        }
        else
        {
            body.Open();
        }

        body.Line($"Lanes.LoadRow({from}, {columnStep}, {(twoRanges ? "r < rows ? columns : 0" : "columns")}, {to}, {columns}, {fill});");
        body.Close();
        if (twoRanges)
            body.Close();
    }

    public void EmitStore(PassMethod method, StorePass pass)
    {
        Op op = pass.Op;
        ParameterModel tensor = template.Parameters[op.Slice!.Parameter];
        string element = elementOf(tensor.Element!);
        Value value = op.Arguments[0];
        method.Comment = $"{tensor.Name} from {PassMethod.Describe(value)}";
        CodeWriter body = method.Body;
        VectorWidth width = method.Width;
        int ranges = op.Slice.Axes.Count(static a => a.IsRange);
        bool column = value.Tile.IsColumn;
        if (value.Tile.IsScalar)
        {
            Window(method, op.Slice, element, ranges == 2 ? ["rows", "columns"] : ["columns"], out _);
            body.Line($"if ({(ranges == 2 ? "rows > 0 && " : "")}columns > 0)");
            body.Line($"    source[0] = ({ElementType(element)}){method.Pointers.Scalar(method.Names.Scalar(value))};");
            return;
        }

        Window(method, op.Slice, element, ranges == 2 ? ["rows", "columns"] : ["length"], out string[] steps);
        VectorExpression expression = method.Expression();
        CodeWriter top = new(body.Indent);
        if (column || value.Tile.IsRow)
        {
            // A vector, whichever way it points: its elements lie along one axis of the tensor.
            string index = column ? "r" : "c";
            string length = ranges == 1 ? "length" : column ? "(columns > 0 ? rows : 0)" : "(rows > 0 ? columns : 0)";
            string step = ranges == 1 ? steps[0] : column ? steps[0] : steps[1];
            CodeWriter inner = new(body.Indent + 1);
            expression.IsColumn = column;
            expression.Row = column ? "r" : "0";
            expression.Emit = (level, line) => (level == Level.Inner ? inner : top).Line(line);
            string vector = expression.Of(value);
            body.Add(top);
            body.Line($"int last = (int)global::System.Math.Min({length}, {value.Tile.Count});");
            body.Open($"for (int {index} = 0; {index} < last; {index} += {width.Lanes})");
            body.Add(inner);
            body.Line($"{width.Helpers}.Store(source + {index} * {step}, {step}, {vector}, last - {index});");
            body.Close();
            return;
        }

        CodeWriter outer = new(body.Indent + 1);
        CodeWriter each = new(body.Indent + 2);
        expression.Emit = (level, line) => (level switch { Level.Top => top, Level.Outer => outer, _ => each }).Line(line);
        string result = expression.Of(value);
        body.Add(top);
        body.Line($"int height = (int)global::System.Math.Min(rows, {value.Tile.Rows});");
        body.Line($"int last = (int)global::System.Math.Min(columns, {value.Tile.Columns});");
        body.Open("for (int r = 0; r < height; r++)");
        body.Add(outer);
        body.Open($"for (int c = 0; c < last; c += {width.Lanes})");
        body.Add(each);
        body.Line($"{width.Helpers}.Store(source + r * {steps[0]} + c * {steps[1]}, {steps[1]}, {result}, last - c);");
        body.Close();
        body.Close();
    }

    public static string ElementType(string element) => element is "float" or "double" or "int" or "long" ? element : element == "Half" ? "global::System.Half" : "global::Fla.BFloat16";

    /// <summary>Adds the slice's address, extents and strides as parameters of the pass.</summary>
    private void Window(PassMethod method, TensorSlice slice, string element, string[] extents, out string[] strides)
    {
        ParameterModel tensor = template.Parameters[slice.Parameter];
        string name = $"a->{tensor.CodeName}";
        List<string> address = [$"{name}.Data"];
        List<string> steps = [];
        List<string> lengths = [];
        for (int i = 0; i < slice.Axes.Count; i++)
        {
            Axis axis = slice.Axes[i];
            string dim = $"{name}.LongDim({i})";
            string low = axis.Low is null ? "0" : (axis.LowFromEnd ? $"{dim} - " : "") + method.Names.Scalar(axis.Low);
            if (!axis.IsRange)
            {
                address.Add($"Lanes.Index({low}, {dim}, \"{tensor.Name}\", {i}) * {name}.Stride({i})");
                continue;
            }

            string high = axis.High is null ? dim : (axis.HighFromEnd ? $"{dim} - " : "") + method.Names.Scalar(axis.High);
            if (low != "0")
                address.Add($"({low}) * {name}.Stride({i})");
            lengths.Add($"Lanes.Count({low}, {high}, {dim})");
            steps.Add($"{name}.Stride({i})");
        }

        method.Pointers.Add($"{ElementType(element)}* source", string.Join(" + ", address));
        strides = new string[steps.Count];
        for (int i = 0; i < steps.Count; i++)
        {
            strides[i] = i == 0 && steps.Count == 2 ? "rowStep" : "step";
            method.Pointers.Add($"long {extents[i]}", lengths[i]);
            method.Pointers.Add($"nint {strides[i]}", $"(nint){steps[i]}");
        }
    }
}
