using System.Globalization;
using Scriban.Runtime;

namespace Fla.Cli;

/// <summary>Values for a template, without reflection.</summary>
internal static class Script
{
    public static ScriptObject Of(params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var script = new ScriptObject(values.Length);
        foreach ((string name, object? value) in values)
            script[name] = value;
        return script;
    }

    public static ScriptArray List(IEnumerable<object> values) => [.. values];

    /// <summary>A coordinate.</summary>
    public static string At(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
