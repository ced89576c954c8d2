namespace Fla.Gpu;

/// <summary>What <c>bench</c> is asked.</summary>
/// <param name="Out">Where the numbers go; null only prints them.</param>
/// <param name="Part">A part of the names of the kernels to time.</param>
internal sealed record BenchOptions(string? Out, string Part)
{
    /// <summary>Null when the arguments are not understood.</summary>
    public static BenchOptions? Parse(string[] arguments)
    {
        BenchOptions options = new(null, "");
        for (int i = 0; i < arguments.Length; i += 2)
        {
            BenchOptions? next = arguments[i..] switch
            {
                ["--out", string file, ..] => options with { Out = file },
                ["--part", string part, ..] => options with { Part = part },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
        }

        return options;
    }
}
