namespace Fla.Gpu;

/// <summary>What was found, line by line.</summary>
internal sealed class Report
{
    public int Failures { get; private set; }

    public void Line(string text) => Console.WriteLine(text);

    public void Check(string what, bool holds, string detail)
    {
        Failures += holds ? 0 : 1;
        Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {what}: {detail}");
    }
}
