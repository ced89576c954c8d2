using System.Globalization;

namespace Fla.Gpu;

/// <summary>The options of a command: pairs of a name and a value.</summary>
internal sealed class Options
{
    private readonly string _command;
    private readonly Dictionary<string, string> _values = [];

    /// <param name="command">The command, for messages.</param>
    /// <param name="arguments">What follows it.</param>
    /// <param name="known">The names that it has.</param>
    /// <exception cref="ArgumentException">An option is unknown, has no value or is there twice.</exception>
    public Options(string command, ReadOnlySpan<string> arguments, params string[] known)
    {
        _command = command;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i];
            if (!known.Contains(name))
                throw new ArgumentException($"{command} has no option '{name}': expected {string.Join(", ", known)}.");
            if (i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"{command} {name} needs a value behind it.");
            if (!_values.TryAdd(name, arguments[i + 1]))
                throw new ArgumentException($"{command} {name} is there twice: give it once.");
        }
    }

    /// <summary>An option's value; null when it was not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The file of <c>--out</c>; null only prints.</summary>
    public string? Out => this["--out"];

    /// <summary>The part of names of <c>--part</c>; without it every name has it.</summary>
    public string Part => this["--part"] ?? "";

    /// <exception cref="ArgumentException">It is no whole number above zero.</exception>
    public int Number(string name, int otherwise)
    {
        if (this[name] is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new ArgumentException($"{_command} {name} must be a whole number from 1 to {int.MaxValue}, not '{text}'.");
    }
}
