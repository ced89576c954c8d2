namespace Fla.Tuning;

/// <summary>The result codes of SQLite that mean something here.</summary>
internal static class SqliteCode
{
    public const int ReadOnly = 8;
    public const int IoError = 10;
    public const int Corrupt = 11;
    public const int CannotOpen = 14;
    public const int NoDatabase = 26;
}
