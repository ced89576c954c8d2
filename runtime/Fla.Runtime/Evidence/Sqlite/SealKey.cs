using System.Security.Cryptography;

namespace Fla.Tuning;

/// <summary>The secret of this user that tells own results from copied ones. Whoever can read it can forge them.</summary>
internal static class SealKey
{
    private const int Length = 32;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The secret, or null where there is none that was kept secret.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: Length })
                return null;
            // Archives and checkouts give such modes: a key that came with the database vouches for nothing.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Private) != 0)
                return null;
            byte[] key = File.ReadAllBytes(path);
            return key.Length == Length ? key : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The secret; where several processes make one at once, all get the same.</summary>
    public static byte[] ReadOrCreate(string path)
    {
        if (Read(path) is { } known)
            return known;
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = Private;
            using (FileStream file = new(temporary, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(Length));
                file.Flush(flushToDisk: true);
            }

            Publish(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }

        return Read(path) ?? throw new IOException($"{path} cannot be read by this user alone");
    }

    private static void Publish(string temporary, string path)
    {
        using FileStream? _ = FileLock.Take(path + ".lock");
        if (Read(path) is null)
            File.Move(temporary, path, overwrite: true);
    }
}
