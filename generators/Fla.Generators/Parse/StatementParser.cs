using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fla.Generators.Parse;

/// <summary>Statements of one function. Locals become numbered slots, so that their names do not matter.</summary>
internal sealed class StatementParser
{
    private readonly FunctionParser functions;
    private readonly IMethodSymbol method;
    private readonly List<string> locals = [];
    private readonly Dictionary<ISymbol, int> slots = new(SymbolEqualityComparer.Default);
    private readonly ExpressionParser expressions;

    public StatementParser(FunctionParser functions, IMethodSymbol method)
    {
        this.functions = functions;
        this.method = method;
        expressions = new ExpressionParser(functions, method, slots);
        if (!SymbolEqualityComparer.Default.Equals(method, functions.Template))
        {
            foreach (IParameterSymbol parameter in method.Parameters)
                Declare(parameter);
        }
    }

    public FunctionModel Parse(IOperation body)
    {
        int parameters = locals.Count;
        BlockStmt block = Block(body);
        return new FunctionModel(method.Name, parameters, locals.ToEquatable(), block);
    }

    private BlockStmt Block(IOperation? operation)
    {
        List<Stmt> statements = [];
        if (operation is not null)
            Append(operation, statements);
        return new BlockStmt(0, statements.ToEquatable());
    }

    private void Append(IOperation operation, List<Stmt> statements)
    {
        switch (operation)
        {
            case IBlockOperation block:
                foreach (IOperation child in block.Operations)
                    Append(child, statements);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclaratorOperation declarator in group.Declarations.SelectMany(static d => d.Declarators))
                    Declaration(declarator, statements);
                break;
            case IExpressionStatementOperation statement:
                ExpressionStatement(statement.Operation, statements);
                break;
            case IConditionalOperation conditional:
                statements.Add(new IfStmt(Id(conditional.Condition), expressions.Parse(conditional.Condition), Block(conditional.WhenTrue), Block(conditional.WhenFalse)));
                break;
            case IForLoopOperation loop:
                statements.Add(new LoopParser(functions, expressions, Declare).Parse(loop, Block));
                break;
            case IReturnOperation { Kind: OperationKind.Return } result:
                // An expression-bodied void method is a return of an expression statement.
                if (result.ReturnedValue is { } value)
                    statements.Add(new ReturnStmt(Id(result), expressions.Parse(value)));
                else
                    statements.Add(new ReturnStmt(Id(result), null));
                break;
            case IEmptyOperation or ILocalFunctionOperation:
                break;
            case IInvalidOperation:
                throw new BrokenCodeException();
            default:
                throw functions.Unsupported(operation.Syntax, Describe(operation), "use for, if, assignments and calls");
        }
    }

    private void Declaration(IVariableDeclaratorOperation declarator, List<Stmt> statements)
    {
        int slot = Declare(declarator.Symbol);
        IOperation? value = (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value;
        if (declarator.Symbol.IsRef)
            throw functions.Unsupported(declarator.Syntax, "A ref local", "copy the value");
        if (value is not null)
            statements.Add(new AssignStmt(Id(declarator), slot, expressions.Parse(value)));
    }

    private void ExpressionStatement(IOperation operation, List<Stmt> statements)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation assignment:
                statements.Add(new AssignStmt(Id(assignment), Slot(assignment.Target), expressions.Parse(assignment.Value)));
                break;
            case ICompoundAssignmentOperation compound:
                statements.Add(new AssignStmt(Id(compound), Slot(compound.Target), expressions.Compound(compound)));
                break;
            case IIncrementOrDecrementOperation step:
                statements.Add(new AssignStmt(Id(step), Slot(step.Target), expressions.Step(step)));
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                statements.Add(new DeconstructStmt(Id(deconstruction), Slots(deconstruction.Target).ToEquatable(), expressions.Parse(deconstruction.Value)));
                break;
            case IInvocationOperation:
                statements.Add(new EvaluateStmt(Id(operation), expressions.Parse(operation)));
                break;
            case IInvalidOperation:
                throw new BrokenCodeException();
            default:
                throw functions.Unsupported(operation.Syntax, Describe(operation), "use assignments and calls");
        }
    }

    private int Slot(IOperation target)
    {
        ISymbol? symbol = target switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IDiscardOperation => null,
            _ => throw functions.Unsupported(target.Syntax, "An assignment to anything but a local", "assign to a local, or Store to a tensor"),
        };
        if (symbol is null)
            return -1;
        if (slots.TryGetValue(symbol, out int slot))
            return slot;
        throw functions.Unsupported(target.Syntax, $"An assignment to '{symbol.Name}'", "assign to a local of this function");
    }

    private IEnumerable<int> Slots(IOperation target) => target switch
    {
        IDeclarationExpressionOperation declaration => Slots(declaration.Expression),
        ITupleOperation tuple => tuple.Elements.Select(e => e is IDeclarationExpressionOperation d ? Declared(d.Expression) : e is ILocalReferenceOperation { IsDeclaration: true } l ? Declare(l.Local) : Slot(e)).ToList(),
        _ => throw functions.Unsupported(target.Syntax, "This deconstruction", "deconstruct a tuple into locals"),
    };

    private int Declared(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => Declare(local.Local),
        IDiscardOperation => -1,
        _ => throw functions.Unsupported(operation.Syntax, "This deconstruction", "deconstruct a tuple into locals"),
    };

    private int Declare(ISymbol symbol)
    {
        if (slots.TryGetValue(symbol, out int known))
            return known;
        slots[symbol] = locals.Count;
        locals.Add(symbol.Name);
        return locals.Count - 1;
    }

    private int Id(IOperation operation) => functions.Map.Add(operation.Syntax);

    private static string Describe(IOperation operation) => operation.Kind switch
    {
        OperationKind.Loop => "This kind of loop",
        OperationKind.Branch => "A jump (break, continue, goto)",
        OperationKind.Try => "try",
        OperationKind.Throw => "throw",
        OperationKind.Using => "using",
        OperationKind.Lock => "lock",
        OperationKind.Switch => "A switch statement",
        OperationKind.AnonymousFunction => "A lambda",
        OperationKind.Await => "await",
        _ => $"'{operation.Syntax.ToString().Split('\n')[0].Trim()}'",
    };
}
