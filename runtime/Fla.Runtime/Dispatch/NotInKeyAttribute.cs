namespace Fla;

/// <summary>An input of a call that does not decide which variant is fast. A test holds that every other input changes the key.</summary>
/// <param name="reason">Why not.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInKeyAttribute(string reason) : Attribute
{
    /// <summary>Why not.</summary>
    public string Reason { get; } = reason;
}
