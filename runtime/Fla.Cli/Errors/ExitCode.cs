namespace Fla.Cli;

internal static class ExitCode
{
    public const int Ok = 0;
    public const int OverTolerance = 1;

    /// <summary>The tool did its work, and the answer is no.</summary>
    public const int Failed = 1;

    public const int BadInput = 2;

    /// <summary>What shells say of a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;
}
