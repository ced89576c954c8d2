using Fla.Cuda;
using Fla.Safetensors;

namespace Fla.Cli;

/// <summary>The one place where exceptions end: a line on standard error and an exit code.</summary>
internal static class Boundary
{
    public static int Run(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e)
        {
            Report(Describe(e));
            return ExitCode.BadInput;
        }
    }

    public static void Report(string message) => Console.Error.WriteLine($"fla: {Printable.Line(message)}");

    public static string Describe(Exception e) => e switch
    {
        CliException or SafetensorsException or CudaException or PtxException => e.Message,
        TypeInitializationException or AggregateException when e.InnerException is { } inner => Describe(inner),
        FileNotFoundException { FileName: { } path } => $"there is no file {path}",
        DirectoryNotFoundException or IOException or UnauthorizedAccessException => e.Message,
        OutOfMemoryException => "not enough memory: try a smaller shape",
        ArgumentException { ParamName: { } name } => e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        ArgumentException or InvalidOperationException or NotSupportedException => e.Message,
        _ => $"unexpected {e.GetType().Name}: {e.Message}",
    };
}
