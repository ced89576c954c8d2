namespace Fla.Cli;

internal static class ExitCode
{
    public const int Ok = 0;
    public const int OverTolerance = 1;
    public const int BadInput = 2;
}
