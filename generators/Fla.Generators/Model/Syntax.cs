namespace Fla.Generators.Model;

/// <summary>The scalar types that a template may compute with.</summary>
internal enum ScalarKind
{
    Bool,
    Int,
    Long,
    Float,
}

internal enum UnaryOperator
{
    Negate,
    Not,
}

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Xor,
    AndAlso,
    OrElse,
}

/// <summary>A template expression. <c>Id</c> indexes the template's location table and carries no position of its own.</summary>
internal abstract record Expr(int Id);

internal sealed record LiteralExpr(int Id, ScalarKind Kind, double Value) : Expr(Id);

internal sealed record LocalExpr(int Id, int Slot) : Expr(Id);

/// <summary>A parameter of the template itself: a constant, a tensor or a run-time scalar.</summary>
internal sealed record ParameterExpr(int Id, int Index) : Expr(Id);

internal sealed record UnaryExpr(int Id, UnaryOperator Operator, Expr Operand) : Expr(Id);

internal sealed record BinaryExpr(int Id, BinaryOperator Operator, Expr Left, Expr Right) : Expr(Id);

internal sealed record ConditionalExpr(int Id, Expr Condition, Expr WhenTrue, Expr WhenFalse) : Expr(Id);

internal sealed record ConvertExpr(int Id, ScalarKind Target, Expr Operand) : Expr(Id);

/// <summary>A member of the tile language, by name: <c>Tile.Dot</c>, <c>Block.X</c>, <c>In.Dim</c>.</summary>
internal sealed record IntrinsicExpr(int Id, string Name, EquatableArray<Expr> Arguments, string? TypeArgument = null) : Expr(Id);

/// <summary>A call of one of the template's own helpers, inlined by the specialiser.</summary>
internal sealed record InvokeExpr(int Id, int Function, EquatableArray<Expr> Arguments) : Expr(Id);

internal sealed record SliceExpr(int Id, Expr Tensor, EquatableArray<AxisExpr> Axes) : Expr(Id);

internal sealed record TupleExpr(int Id, EquatableArray<Expr> Items) : Expr(Id);

internal sealed record TupleItemExpr(int Id, Expr Tuple, int Index) : Expr(Id);

/// <summary>One axis of a slice: an index, or a range whose open ends are null.</summary>
internal sealed record AxisExpr(int Id, bool IsRange, Expr? Low, Expr? High, bool LowFromEnd, bool HighFromEnd);

internal abstract record Stmt(int Id);

/// <summary>Sets a local; its first assignment declares it.</summary>
internal sealed record AssignStmt(int Id, int Slot, Expr Value) : Stmt(Id);

/// <summary>Sets several locals from one tuple; −1 discards.</summary>
internal sealed record DeconstructStmt(int Id, EquatableArray<int> Slots, Expr Value) : Stmt(Id);

internal sealed record EvaluateStmt(int Id, Expr Value) : Stmt(Id);

internal sealed record IfStmt(int Id, Expr Condition, BlockStmt Then, BlockStmt Else) : Stmt(Id);

/// <summary>for (slot = Start; slot &lt; End; slot += Step); Comparison is one of the four orders.</summary>
internal sealed record ForStmt(int Id, int Slot, Expr Start, BinaryOperator Comparison, Expr End, Expr Step, BlockStmt Body) : Stmt(Id);

internal sealed record ReturnStmt(int Id, Expr? Value) : Stmt(Id);

internal sealed record BlockStmt(int Id, EquatableArray<Stmt> Statements) : Stmt(Id);
