namespace Fla;

/// <summary>Keeps only the variants of a template whose constants and element type satisfy a condition. Several conditions must all hold.</summary>
/// <param name="condition">A C# boolean expression over the constant parameters, such as <c>"BV &lt;= V &amp;&amp; C != 64"</c>, and <c>typeof(TElem) == typeof(float)</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class WhereAttribute(string condition) : Attribute
{
    /// <summary>A C# boolean expression over the constant parameters.</summary>
    public string Condition { get; } = condition;

    /// <summary>The target whose variants it concerns, <c>"cpu"</c> or <c>"cuda"</c>; null for all. The condition <c>"false"</c> leaves the target out.</summary>
    public string? Target { get; set; }
}
