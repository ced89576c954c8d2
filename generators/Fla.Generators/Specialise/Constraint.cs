using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fla.Generators.Specialise;

/// <summary>A [Where] condition: a C# boolean expression over the constants and the element type, evaluated on a binding.</summary>
internal sealed class Constraint
{
    private readonly ConstraintModel model;
    private readonly ExpressionSyntax expression;
    private readonly TemplateModel template;
    private string element = "";

    private Constraint(ConstraintModel model, ExpressionSyntax expression, TemplateModel template)
    {
        this.model = model;
        this.expression = expression;
        this.template = template;
    }

    public static Constraint Parse(ConstraintModel model, TemplateModel template)
    {
        ExpressionSyntax expression = SyntaxFactory.ParseExpression(model.Text);
        Diagnostic? error = expression.GetDiagnostics().FirstOrDefault();
        Constraint constraint = new(model, expression, template);
        return error is null ? constraint : throw constraint.Fail(error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    public bool Holds(string element, IReadOnlyList<BoundConstant> row)
    {
        this.element = element;
        return Evaluate(expression, row) is bool holds ? holds : throw Fail("it is a number, not a condition");
    }

    private object Evaluate(ExpressionSyntax node, IReadOnlyList<BoundConstant> row)
    {
        switch (node)
        {
            case ParenthesizedExpressionSyntax inner:
                return Evaluate(inner.Expression, row);
            case LiteralExpressionSyntax { Token.Value: int number }:
                return (long)number;
            case LiteralExpressionSyntax { Token.Value: bool truth }:
                return truth;
            case IdentifierNameSyntax name:
                BoundConstant? constant = row.FirstOrDefault(c => c.Name == name.Identifier.ValueText);
                if (constant is null)
                    throw Fail($"'{name}' is not a constant of '{template.Method}'");
                return constant.Value.Code is "true" or "false" ? constant.Value.Value != 0 : (object)(long)constant.Value.Value;
            case MemberAccessExpressionSyntax member:
                return Member(member);
            case TypeOfExpressionSyntax type:
                return Element(type.Type);
            case PrefixUnaryExpressionSyntax unary:
                return Unary(unary, Evaluate(unary.Operand, row));
            case BinaryExpressionSyntax binary:
                return Binary(binary, row);
            case ConditionalExpressionSyntax choice:
                return Evaluate(Truth(Evaluate(choice.Condition, row)) ? choice.WhenTrue : choice.WhenFalse, row);
            default:
                throw Fail($"'{node}' is not arithmetic, a comparison or logic");
        }
    }

    private object Member(MemberAccessExpressionSyntax member)
    {
        string text = member.ToString();
        foreach (ParameterModel parameter in template.Constants)
        {
            foreach (ConstantValue value in parameter.Constant!.Values)
            {
                if (value.Code == text || value.Code.EndsWith("." + text, StringComparison.Ordinal))
                    return (long)value.Value;
            }
        }

        throw Fail($"'{text}' is not a value of any [Choice]");
    }

    private string Element(TypeSyntax type)
    {
        string name = type is QualifiedNameSyntax qualified ? qualified.Right.ToString() : type.ToString();
        if (template.ElementParameter is { } parameter && name == parameter)
            return element;
        return name is "float" or "BFloat16" or "Half" ? name : throw Fail($"'{type}' is neither the element type of '{template.Method}' nor one that it can be");
    }

    private object Unary(PrefixUnaryExpressionSyntax node, object operand) => node.Kind() switch
    {
        SyntaxKind.LogicalNotExpression => !Truth(operand),
        SyntaxKind.UnaryMinusExpression => -Number(operand),
        SyntaxKind.UnaryPlusExpression => Number(operand),
        _ => throw Fail($"operator '{node.OperatorToken}' is not known"),
    };

    private object Binary(BinaryExpressionSyntax node, IReadOnlyList<BoundConstant> row)
    {
        object left = Evaluate(node.Left, row);
        if (node.IsKind(SyntaxKind.LogicalAndExpression))
            return Truth(left) && Truth(Evaluate(node.Right, row));
        if (node.IsKind(SyntaxKind.LogicalOrExpression))
            return Truth(left) || Truth(Evaluate(node.Right, row));
        object right = Evaluate(node.Right, row);
        switch (node.Kind())
        {
            case SyntaxKind.EqualsExpression: return left.Equals(right);
            case SyntaxKind.NotEqualsExpression: return !left.Equals(right);
            case SyntaxKind.LessThanExpression: return Number(left) < Number(right);
            case SyntaxKind.LessThanOrEqualExpression: return Number(left) <= Number(right);
            case SyntaxKind.GreaterThanExpression: return Number(left) > Number(right);
            case SyntaxKind.GreaterThanOrEqualExpression: return Number(left) >= Number(right);
            case SyntaxKind.AddExpression: return Number(left) + Number(right);
            case SyntaxKind.SubtractExpression: return Number(left) - Number(right);
            case SyntaxKind.MultiplyExpression: return Number(left) * Number(right);
            case SyntaxKind.DivideExpression when Number(right) != 0: return Number(left) / Number(right);
            case SyntaxKind.ModuloExpression when Number(right) != 0: return Number(left) % Number(right);
            case SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression: throw Fail("it divides by zero");
            default: throw Fail($"operator '{node.OperatorToken}' is not known");
        }
    }

    private bool Truth(object value) => value is bool truth ? truth : throw Fail($"{value} is a number, not a condition");

    private long Number(object value) => value is long number ? number : throw Fail($"{value} is a condition, not a number");

    private CompileException Fail(string why) => new(Descriptors.InvalidConstraint, model.Id, model.Text, why);
}
