namespace Fla.Generators.Lower;

/// <summary>Binary operators as every target's C# writes them.</summary>
internal static class Operators
{
    public static string Symbol(string op) => op switch
    {
        "Add" => "+",
        "Subtract" => "-",
        "Multiply" => "*",
        "Divide" => "/",
        "Remainder" => "%",
        "Less" => "<",
        "LessOrEqual" => "<=",
        "Greater" => ">",
        "GreaterOrEqual" => ">=",
        "Equal" => "==",
        "NotEqual" => "!=",
        "And" or "AndAlso" => "&",
        "Or" or "OrElse" => "|",
        _ => "^",
    };
}
