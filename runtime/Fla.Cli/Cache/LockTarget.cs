using Fla.Tuning;

namespace Fla.Cli;

/// <summary>A lock file that is about to be replaced.</summary>
internal static class LockTarget
{
    /// <summary>Whatever is no lock file was not meant to be overwritten.</summary>
    public static void Check(string path)
    {
        if (Directory.Exists(path))
            throw new CliException($"{path} is a folder: name a file");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        if (!Directory.Exists(folder))
            throw new CliException($"there is no folder {folder}");
        if (File.Exists(path) && LockFile.Read(path) is { Refused: true } content)
            throw new CliException($"{path} would be overwritten, and is no lock file of this version: choose another name ({content.Warnings[0]})");
    }

    public static void Report(bool json, string path, int entries, bool written)
    {
        if (!json)
        {
            Console.WriteLine($"{path}: {entries} entries{(written ? "" : ", as before")}");
            return;
        }

        JsonLine.Write(line =>
        {
            line.WriteString("file", path);
            line.WriteNumber("entries", entries);
            line.WriteBoolean("written", written);
        });
    }
}
