namespace Fla.Cli;

/// <summary>Expands files and folders into the vectors to verify.</summary>
internal static class VectorPaths
{
    public const string Extension = ".safetensors";

    public static IEnumerable<string> Expand(IEnumerable<string> paths) => paths.SelectMany(Expand);

    private static string[] Expand(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] files = Directory.GetFiles(path, $"*{Extension}");
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length > 0 ? files : throw new CliException($"the folder {path} holds no *{Extension} file");
    }
}
