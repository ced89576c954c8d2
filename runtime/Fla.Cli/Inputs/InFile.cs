using Fla.Safetensors;

namespace Fla.Cli;

/// <summary>Puts the file's name before what is wrong with it.</summary>
internal static class InFile
{
    public static T Do<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is SafetensorsException or ArgumentException or CliException)
        {
            throw new CliException($"{path}: {Boundary.Describe(e)}");
        }
    }
}
