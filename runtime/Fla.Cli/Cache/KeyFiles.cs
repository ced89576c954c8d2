using Fla.Tuning;

namespace Fla.Cli;

/// <summary>The files of a key.</summary>
internal static class KeyFiles
{
    public const string Private = ".key";
    public const string Public = ".pub";

    /// <summary>The variable that names the private half, or holds it.</summary>
    public const string SignVariable = "FLA_TUNE_SIGN_KEY";

    /// <summary>The variable that names the public halves of those who are trusted.</summary>
    public const string TrustVariable = "FLA_TUNE_TRUST";

    /// <summary>Writes both halves, and never over something.</summary>
    public static void Write(SigningKey key, string path)
    {
        foreach (string there in (string[])[path + Private, path + Public])
        {
            if (Path.Exists(there))
                throw new CliException($"{there} is there already: choose another name");
        }

        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path + Private, mine))
            file.Write(key.PrivatePem);
        using (var file = new StreamWriter(path + Public, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }))
            file.Write(key.PublicPem);
    }

    /// <summary>The key to sign with: named on the command line, or by the variable.</summary>
    public static SigningKey ToSign(string? named)
    {
        string? key = named ?? Environment.GetEnvironmentVariable(SignVariable);
        if (string.IsNullOrWhiteSpace(key))
            throw new CliException($"there is no key to sign with: name one with --key, or set {SignVariable} (`fla cache key` makes one)");
        return Load(() => SigningKey.Load(key));
    }

    /// <summary>The keys to check with, likewise; null where none are named.</summary>
    public static TrustedKeys? ToCheck(string? named)
    {
        string? path = named ?? Environment.GetEnvironmentVariable(TrustVariable);
        return string.IsNullOrWhiteSpace(path) ? null : Load(() => TrustedKeys.Load(path));
    }

    private static T Load<T>(Func<T> load)
    {
        try
        {
            return load();
        }
        catch (InvalidDataException e)
        {
            throw new CliException(e.Message.TrimEnd('.'));
        }
    }
}
