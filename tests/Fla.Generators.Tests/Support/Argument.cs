namespace Fla.Generators.Tests.Support;

/// <summary>What a tensor argument is filled with.</summary>
internal enum Data
{
    /// <summary>Uniform in −1 … 1.</summary>
    Uniform,

    /// <summary>Uniform in 0.1 … 4.</summary>
    Positive,

    /// <summary>Ordinary numbers among NaN, infinities, signed zeros, tiny and huge ones.</summary>
    Special,

    /// <summary>Whole numbers in −3 … 3, so that comparisons meet ties.</summary>
    Whole,

    /// <summary>NaN alone.</summary>
    NaN,

    /// <summary>Uniform in −4 … −0.1.</summary>
    Negative,
}

/// <summary>An argument of a kernel: a tensor's shape and contents, or a scalar.</summary>
internal sealed record Argument(long[]? Shape, Data Data, object? Scalar, int Gap)
{
    /// <summary>A tensor that was not given.</summary>
    public static readonly Argument None = new(null, Data.Uniform, null, 0);

    public static Argument Tensor(params long[] shape) => new(shape, Data.Uniform, null, 0);

    public static Argument Of(object scalar) => new(null, Data.Uniform, scalar, 0);

    /// <summary>Leaves unused elements after each row.</summary>
    public Argument Strided(int gap = 3) => this with { Gap = gap };

    public Argument With(Data data) => this with { Data = data };

    /// <summary>For a tensor <c>37</c>, <c>17x23</c>, <c>17x23 special</c> or <c>none</c>; for a scalar <c>5</c>, <c>0.5f</c> or <c>true</c>.</summary>
    public static Argument Parse(string text, Type type)
    {
        string[] words = text.Split(' ');
        if (words[0] == "none")
            return None;
        if (bool.TryParse(words[0], out bool truth))
            return Of(truth);
        System.Globalization.CultureInfo culture = System.Globalization.CultureInfo.InvariantCulture;
        if (words[0].EndsWith('f'))
            return Of(float.Parse(words[0].TrimEnd('f'), culture));
        if (type == typeof(int))
            return Of(int.Parse(words[0], culture));
        long[] shape = [.. words[0].Split('x').Select(d => long.Parse(d, culture))];
        return Tensor(shape).With(words.Length > 1 ? Enum.Parse<Data>(words[1], ignoreCase: true) : Data.Uniform);
    }
}
