namespace Fla.Tests.Redis;

/// <summary>A fact about a real server: skipped where none is installed, unless FLA_TESTS_REQUIRE names redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute()
    {
        bool required = Environment.GetEnvironmentVariable("FLA_TESTS_REQUIRE")?.Contains("redis", StringComparison.Ordinal) == true;
        Skip = RedisServer.IsInstalled || required ? null : "redis-server is not installed (Debian: apt-get install redis-server)";
    }
}
