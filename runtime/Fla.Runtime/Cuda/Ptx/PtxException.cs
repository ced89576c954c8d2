using System.Globalization;

namespace Fla.Cuda;

/// <summary>PTX text that the passes do not understand. They never guess: the kernel is not compiled.</summary>
public sealed class PtxException : Exception
{
    internal PtxException(int line, string text, string problem)
        : base(string.Create(CultureInfo.InvariantCulture, $"PTX line {line}: {problem}: {text.Trim()}"))
    {
        Line = line;
        Text = text.Trim();
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>What stands there.</summary>
    public string Text { get; }
}
