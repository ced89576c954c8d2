using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Fla;

/// <summary>A variant that another assembly than the kernel's own compiled from the kernel's template.</summary>
/// <param name="origin">The assembly that holds its code.</param>
/// <param name="signature">The hash of the template's parameters: the kernel's own must be the same, since both read one block of arguments.</param>
/// <param name="id">Kernel, target and constants.</param>
/// <param name="element">The element type of its tensors.</param>
/// <param name="contentHash">The hash of its code.</param>
/// <param name="constants">The constants by the names of the template's parameters.</param>
/// <param name="ranks">The axes of each tensor, −1 for any number.</param>
/// <param name="resources">What it needs, and the estimate of what it costs.</param>
/// <param name="code">Its code on its target.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KernelExtension(
    Assembly origin,
    string signature,
    string id,
    ElementType element,
    string contentHash,
    KeyValuePair<string, string>[] constants,
    int[] ranks,
    VariantResources resources,
    VariantCode code)
{
    /// <summary>The assembly that holds its code.</summary>
    public Assembly Origin { get; } = origin;

    /// <summary>The hash of the template's parameters.</summary>
    public string Signature { get; } = signature;

    /// <summary>Kernel, target and constants.</summary>
    public string Id { get; } = id;

    /// <summary>The element type of its tensors.</summary>
    public ElementType Element { get; } = element;

    /// <summary>The hash of its code.</summary>
    public string ContentHash { get; } = contentHash;

    /// <summary>The axes of each tensor.</summary>
    public int[] Ranks { get; } = ranks;

    /// <summary>What it needs, and the estimate of what it costs.</summary>
    public VariantResources Resources { get; } = resources;

    /// <summary>Its code on its target.</summary>
    public VariantCode Code { get; } = code;

    /// <summary>A constant that is a number.</summary>
    public int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);

    /// <summary>A constant that is true or false.</summary>
    public bool Flag(string name) => bool.Parse(Text(name));

    /// <summary>A constant that is a member of an enum.</summary>
    public TEnum Choice<TEnum>(string name) where TEnum : struct, Enum => Enum.Parse<TEnum>(Text(name));

    private string Text(string name) => constants.First(c => c.Key == name).Value;
}
