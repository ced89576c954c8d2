namespace Fla;

/// <summary>Replaces a file in one step: written beside it under another name, then renamed.</summary>
internal static class AtomicFile
{
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        if (target.StartsWith("/dev/", StringComparison.Ordinal))
        {
            // A rename would replace the device itself.
            using FileStream device = File.OpenWrite(target);
            write(device);
            return;
        }

        if (new FileInfo(target) is { Exists: true, LinkTarget: not null } link)
            target = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string temporary = $"{target}.{Guid.NewGuid():n}.tmp";
        FileStream stream = File.Create(temporary);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
