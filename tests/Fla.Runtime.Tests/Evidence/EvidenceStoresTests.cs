namespace Fla.Tests.Stores;

public class EvidenceStoresTests
{
    [Theory]
    [InlineData("/x/y.db", "/home/me", null, "SqliteStore|/x/y.db")]
    [InlineData("memory", "/home/me", null, "MemoryStore|memory")]
    [InlineData("", "/home/me", "/data", "SqliteStore|/data/fla/tune.db")]
    [InlineData(null, "/home/me", null, "SqliteStore|/home/me/.local/share/fla/tune.db")]
    [InlineData(null, null, null, "MemoryStore|memory|Tuning results are kept in memory only")]
    public void TheEnvironmentSaysWhere(string? chosen, string? home, string? data, string expected)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Dictionary<string, string?> environment = new() { ["FLA_TUNE_STORE"] = chosen, ["HOME"] = home, ["XDG_DATA_HOME"] = data };
        Assert.StartsWith(expected, StoreProcess.Run(environment, "default", ""));
    }
}
