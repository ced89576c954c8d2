namespace Fla.Cli;

/// <summary>One line on standard error that says what is going on, only where a person watches it.</summary>
internal sealed class Progress : IDisposable
{
    private readonly bool shown;
    private int width;

    public Progress(bool wanted) => shown = wanted && !Console.IsErrorRedirected && !Console.IsOutputRedirected;

    public void Report(string text)
    {
        if (!shown)
            return;
        Console.Error.Write($"\r{text.PadRight(width)}");
        width = text.Length;
    }

    public void Dispose()
    {
        if (shown && width > 0)
            Console.Error.Write($"\r{new string(' ', width)}\r");
    }
}
