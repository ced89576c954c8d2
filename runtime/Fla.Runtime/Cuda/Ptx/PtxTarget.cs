using System.Globalization;

namespace Fla.Cuda;

/// <summary>What PTX is compiled for: an architecture, and the instruction set to write it in.</summary>
/// <param name="Major">9 of <c>sm_90a</c>.</param>
/// <param name="Minor">0 of <c>sm_90a</c>.</param>
/// <param name="Isa">The version of PTX: <c>8.0</c>.</param>
/// <param name="Specific">True for <c>sm_90a</c>: instructions that only this architecture has, and code that runs on no other.</param>
public sealed record PtxTarget(int Major, int Minor, string Isa, bool Specific = false)
{
    /// <summary><c>sm_90a</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"sm_{Major}{Minor}{(Specific ? "a" : "")}");

    /// <summary>An architecture with the first instruction set that knows it and what kernels are made of, so that the most drivers accept it.</summary>
    /// <param name="name"><c>sm_80</c>, <c>sm_90a</c> and so on.</param>
    /// <exception cref="ArgumentException">There is no such architecture, or it is older than <c>sm_80</c>.</exception>
    public static PtxTarget Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool specific = name.EndsWith('a');
        if (!name.StartsWith("sm_", StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(3, name.Length - 3 - (specific ? 1 : 0)), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number < 80
            || specific && number < 90)
        {
            throw new ArgumentException($"'{name}' is no architecture that kernels are compiled for: expected sm_80, sm_90, sm_90a or later.", nameof(name));
        }

        return new(number / 10, number % 10, FirstIsa(number, specific), specific);
    }

    /// <summary><c>sm_90a-ptx8.0</c>.</summary>
    public override string ToString() => $"{Name}-ptx{Isa}";

    private static string FirstIsa(int number, bool specific) => number switch
    {
        // movmatrix, which kernels transpose fragments with, came with CUDA 11.8.
        < 90 => "7.8",
        90 => specific ? "8.0" : "7.8",
        100 or 101 => "8.6",
        120 => "8.7",
        103 or 121 => "8.8",
        _ => "9.0",
    };
}
