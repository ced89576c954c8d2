using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Tests.Fuzz;

/// <summary>Changes a template at random: tokens, expressions and statements are deleted, doubled, swapped, replaced and inserted.</summary>
internal sealed class Mutator(Random random)
{
    private static readonly string[] Literals =
        ["0", "1", "-1", "2", "3", "7", "13", "19", "100000", "int.MaxValue", "int.MinValue", "0.5f", "-1e30f", "float.NaN", "1L << 40", "true", "false", "null", "default", "'c'", "\"s\"", "1.5", "3u"];

    private static readonly string[] Operators = ["+", "-", "*", "/", "%", "<", "<=", ">", ">=", "==", "!=", "&", "|", "^", "&&", "||", "<<", ">>", "??"];

    private static readonly string[] Names = ["Exp", "Log", "T", "Rows", "Cols", "Row", "Column", "Sum", "CumSum", "MaxOf", "Dot", "Where", "Min", "Load", "LoadRow", "LoadColumn", "Store", "X", "Scalar", "IsEmpty", "Rank", "Data", "ToString", "ToArray", "Stride", "LongDim"];

    private static readonly string[] Heads =
        ["if (block.X > 1)", "if (block.X > 1) { } else", "for (int loop = 0; loop < block.X + 2; loop++)", "for (int loop = 4; loop >= 0; loop -= 3)", "if (true)", "if (false)"];

    private static readonly string[] Wraps =
    [
        "(#).T", "-(#)", "!(#)", "(int)(#)", "(float)(#)", "(long)(#)", "(#) + 1", "Tile.Exp(#)", "(block.X > 0 ? # : #)", "Tile.Sum(#, 1)", "Math.Max(#, 1)", "MathF.Abs(#)",
        "(#).Row(0)", "Tile.Where((#) > 0, #, 1)", "((#), 1).Item1", "(#).Scalar", "checked(#)", "(#).To<Half>()", "Tile.Dot(#, #)", "Tile.CumSum(#, 0)",
    ];

    /// <summary>Statements that C# takes and the tile language mostly does not.</summary>
    private static readonly string[] Statements =
    [
        "while (true) { }", "do { } while (block.X > 0);", "foreach (int q in new int[3]) { }", "throw new Exception();", "goto done; done: ;",
        "lock (\"\") { }", "using (null as IDisposable) { }", "try { } catch { }", "checked { int w = 1; w++; }", "unsafe { int* p = null; }",
        "var f = (int i) => i + 1; f(3);", "object? boxed = block.X; ", "dynamic d = 3;", "string text = $\"{block.X}\";", "int[] array = [1, 2]; array[0]++;",
        "Span<int> span = stackalloc int[4];", "if (block is { X: > 3 }) { }", "switch (block.X) { case 1: break; }", "_ = block.X;", "(int left, int right) = (1, 2);",
        "var (e, g) = block.X > 0 ? (1, 2) : (3, 4);", "int zero = 0; if (block.X > 0) zero += 0; for (int q = 5 / zero; q < 3; q++) #;", "int zero = 0; for (int q = block.X % zero; q < 3; q++) #;", "int top = int.MaxValue; for (int q = top + 1; q < top * top; q++) #;",
        "float huge = 1e30f; for (int q = (int)huge; q < block.X; q++) #;", "long wide = long.MaxValue; for (long q = wide * wide; q < (int)wide; q += wide) #;", "int least = int.MinValue; for (int q = -least / -1; q < least % -1; q++) #;",
        "float nan = float.NaN; Tile tile = nan; tile += 1; tile++;", "Tile? nothing = null;", "Tile none = default!;", "Mask mask = Tile.Zeros(3, 3) < 1; mask ^= mask;", "const int Size = 4; Tile sized = Tile.Zeros(Size, Size);",
        "int late; if (block.X > 0) late = 1; else late = 2; Tile full = Tile.Full(1, late > 0 ? 1 : 1, late);", "Tile kept = Tile.RowIndex(5); for (int q = 0; q < block.X; q++) kept = kept + q;",
        "for (int q = 10; q > 0; q -= 3) { }", "for (long q = 0; q < 3; q++) { }", "for (int q = 0; q < 5; q += 0) { }", "for (int q = 0; q <= int.MaxValue; q++) { }", "static int Inner(int i) => i * 2; int doubled = Inner(block.Y);",
        "int Captures() => block.X; int got = Captures();", "float a1 = Math.Max(1, 2) + MathF.Pow(2, 3) + (float)Math.Sqrt(2);", "int shifted = block.X << 2;", "int c1 = block.X > 0 ? 1 : block.Y switch { 0 => 2, 1 => 3, _ => 4 };",
        "bool b1 = block.X > 0 && block.Y > 0 || !(block.Z == 1);", "uint u = 3;", "byte small = 3; int widened = small;", "double exact = 1.5;", "nint native = 3;", "At axis = 3;", "Range range = 1..3;", "Index index = ^1;",
        "Block other = block; int again = other.X;", "Block made = new(1, 2, 3);", "Tile.Zeros(3, 4);", "Tile.Exp(Tile.Zeros(2, 2)).T.Row(0);", "return;", "if (block.X > 3) return;", "if (block.X > 3) return; else return;", "{ return; }", ";",
        "int tick = 0; tick++; ++tick; tick--; tick += tick++;", "int chain; int link = chain = 3;", "ref readonly Block alias = ref block;", "Tile t1 = Tile.Zeros(3, 5), t2 = t1.T;", "(Tile, int) pair = (Tile.Zeros(1, 3), 3); pair.Item2 = 4;",
    ];

    /// <summary>The text of a mutant: one to three changes.</summary>
    public string Mutate(MethodDeclarationSyntax method)
    {
        string text = method.ToFullString();
        int changes = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        for (int i = 0; i < changes; i++)
            text = Change(text);
        return random.Next(12) == 0 ? Tokens(text) : text;
    }

    private string Change(string text)
    {
        if (SyntaxFactory.ParseMemberDeclaration(text) is not MethodDeclarationSyntax method)
            return text;
        List<SyntaxNode> statements = [.. method.DescendantNodes().OfType<StatementSyntax>().Where(static s => s.Parent is BlockSyntax)];
        List<SyntaxNode> expressions = [.. (method.Body ?? (SyntaxNode?)method.ExpressionBody ?? method).DescendantNodes().OfType<ExpressionSyntax>()];
        switch (random.Next(10))
        {
            case 0 when statements.Count > 0:
                return Replace(text, Any(statements), "");
            case 1 when statements.Count > 0:
                SyntaxNode doubled = Any(statements);
                return Replace(text, doubled, $"{doubled} {Any(statements)}");
            case 2 when statements.Count > 1:
                return Swap(text, Any(statements), Any(statements));
            case 3 when statements.Count > 0:
                SyntaxNode before = Any(statements);
                return Replace(text, before, $"{before} {{ {Any(Statements).Replace("#", before.ToString().TrimEnd(';'), StringComparison.Ordinal)} }}");
            case 4 when statements.Count > 0:
                SyntaxNode wrapped = Any(statements);
                return Replace(text, wrapped, $"{Any(Heads)} {{ {wrapped} }}");
            case 5 when expressions.OfType<LiteralExpressionSyntax>().ToList<SyntaxNode>() is { Count: > 0 } literals:
                return Replace(text, Any(literals), Any(Literals));
            case 6 when expressions.OfType<BinaryExpressionSyntax>().ToList() is { Count: > 0 } binaries:
                BinaryExpressionSyntax binary = Any(binaries);
                return Replace(text, binary, $"({binary.Left} {Any(Operators)} {binary.Right})");
            case 7 when expressions.OfType<SimpleNameSyntax>().ToList<SyntaxNode>() is { Count: > 1 } names:
                return Replace(text, Any(names), random.Next(2) == 0 ? Any(names).ToString() : Any(Names));
            case 8 when expressions.Count > 1:
                return Replace(text, Any(expressions), Any(expressions).ToString());
            default:
                if (expressions.Count == 0)
                    return text;
                SyntaxNode changed = Any(expressions);
                return Replace(text, changed, Any(Wraps).Replace("#", changed.ToString(), StringComparison.Ordinal));
        }
    }

    private static string Replace(string text, SyntaxNode node, string by) => text.Remove(node.SpanStart, node.Span.Length).Insert(node.SpanStart, by);

    private static string Swap(string text, SyntaxNode a, SyntaxNode b)
    {
        (SyntaxNode first, SyntaxNode second) = a.SpanStart < b.SpanStart ? (a, b) : (b, a);
        return first.Span.OverlapsWith(second.Span) ? text : Replace(Replace(text, second, first.ToString()), first, second.ToString());
    }

    /// <summary>A change that knows no grammar.</summary>
    private string Tokens(string text)
    {
        List<SyntaxToken> tokens = [.. SyntaxFactory.ParseTokens(text).Where(static t => !t.IsKind(SyntaxKind.EndOfFileToken))];
        int at = random.Next(tokens.Count);
        switch (random.Next(3))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, Any(tokens));
                break;
            default:
                tokens[at] = Any(tokens);
                break;
        }

        return string.Join(" ", tokens.Select(static t => t.Text));
    }

    private T Any<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
