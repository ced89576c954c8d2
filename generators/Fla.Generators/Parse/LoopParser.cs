using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fla.Generators.Parse;

/// <summary>Recognises for (int i = start; i &lt; end; i += step) and its mirror images.</summary>
internal sealed class LoopParser(FunctionParser functions, ExpressionParser expressions, Func<ISymbol, int> declare)
{
    public ForStmt Parse(IForLoopOperation loop, Func<IOperation?, BlockStmt> block)
    {
        if (loop.Before is not [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ } declarator] } declaration] }]
            || (declarator.Initializer ?? declaration.Initializer)?.Value is not { } start
            || FunctionParser.Scalar(declarator.Symbol.Type) is not (ScalarKind.Int or ScalarKind.Long))
        {
            throw Form(loop.Syntax, "The loop must declare one int variable with a start value");
        }

        Expr first = expressions.Parse(start);
        int slot = declare(declarator.Symbol);
        (BinaryOperator comparison, IOperation limit) = Limit(loop, declarator.Symbol);
        Expr end = expressions.Parse(limit);
        Expr step = Step(loop, declarator.Symbol);
        return new ForStmt(functions.Map.Add(loop.Syntax.GetFirstToken()), slot, first, comparison, end, step, block(loop.Body));
    }

    private (BinaryOperator, IOperation) Limit(IForLoopOperation loop, ILocalSymbol variable)
    {
        if (loop.Condition is IBinaryOperation { OperatorKind: var kind } condition)
        {
            if (IsVariable(condition.LeftOperand, variable) && Order(kind) is { } order)
                return (order, condition.RightOperand);
            if (IsVariable(condition.RightOperand, variable) && Order(kind) is { } mirrored)
                return (Mirror(mirrored), condition.LeftOperand);
        }

        throw Form((loop.Condition ?? loop).Syntax, $"The loop's condition must compare '{variable.Name}' with a limit by <, <=, > or >=");
    }

    private Expr Step(IForLoopOperation loop, ILocalSymbol variable)
    {
        if (loop.AtLoopBottom is [IExpressionStatementOperation { Operation: { } bottom }])
        {
            int id = functions.Map.Add(bottom.Syntax);
            if (bottom is IIncrementOrDecrementOperation increment && IsVariable(increment.Target, variable))
                return new LiteralExpr(id, ScalarKind.Int, increment.Kind == OperationKind.Increment ? 1 : -1);
            if (bottom is ICompoundAssignmentOperation compound && IsVariable(compound.Target, variable))
            {
                if (compound.OperatorKind == BinaryOperatorKind.Add)
                    return expressions.Parse(compound.Value);
                if (compound.OperatorKind == BinaryOperatorKind.Subtract)
                    return new UnaryExpr(id, UnaryOperator.Negate, expressions.Parse(compound.Value));
            }
        }

        throw Form(loop.AtLoopBottom.FirstOrDefault()?.Syntax ?? loop.Syntax, $"The loop must step '{variable.Name}' by ++, --, += or -=");
    }

    private static bool IsVariable(IOperation operation, ILocalSymbol variable) =>
        operation is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, variable);

    private static BinaryOperator? Order(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperator.Less,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperator.Greater,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperator.GreaterOrEqual,
        _ => null,
    };

    private static BinaryOperator Mirror(BinaryOperator order) => order switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        _ => BinaryOperator.LessOrEqual,
    };

    private CompileException Form(SyntaxNode at, string what) => new(Descriptors.UnsupportedLoop, functions.Map.Add(at), what);
}
