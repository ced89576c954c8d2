using System.Text;

namespace Fla.Cli;

/// <summary>A report on disk. Whatever is none was not meant to be overwritten.</summary>
internal static class ReportFile
{
    public static void Check(string path)
    {
        ResultFile.CheckPath(path);
        if (!File.Exists(path))
            return;
        using var reader = new StreamReader(path);
        char[] start = new char[HtmlPage.Marker.Length];
        if (reader.ReadBlock(start) < start.Length || !start.AsSpan().SequenceEqual(HtmlPage.Marker))
            throw new CliException($"--output {path} would be overwritten, and is no report of this tool: choose another name");
    }

    /// <summary>Replaces the file in one step, and says how many bytes it has.</summary>
    public static long Write(string path, string page)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(page);
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return bytes.Length;
    }
}
