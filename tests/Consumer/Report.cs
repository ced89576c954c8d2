using System;
using System.Globalization;
using Fla;

namespace Consumer;

/// <summary>One line a result.</summary>
internal static class Report
{
    public static bool Close(string tensor, string variant, ReadOnlySpan<float> result, ReadOnlySpan<float> expected)
    {
        double error = Accuracy.RelativeError(result, expected);
        bool close = error <= Accuracy.Tolerance(ElementType.Float32);
        Line(string.Create(CultureInfo.InvariantCulture, $"{(close ? "pass" : "FAIL")} {variant} {tensor}: relative error {error:0.0e+0}"));
        return close;
    }

    public static bool Check(string what, bool holds)
    {
        Line($"{(holds ? "pass" : "FAIL")} {what}");
        return holds;
    }

    public static void Line(string text) => Console.Out.WriteLine(text);
}
