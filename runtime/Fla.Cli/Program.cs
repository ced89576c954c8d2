namespace Fla.Cli;

internal static class Program
{
    public static int Main(string[] arguments) => Boundary.Run(() => CommandLine.Invoke(arguments));
}
