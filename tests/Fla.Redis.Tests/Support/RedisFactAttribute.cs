using Fla.Cli.Tests;

namespace Fla.Tests.Redis;

/// <summary>A fact about a real server: skipped where none is installed, unless FLA_TESTS_REQUIRE names redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = Required.Is("redis") || Required.Find(RedisServer.Program) is not null
        ? null
        : "redis-server is not installed (FLA_TESTS_REQUIRE=redis makes that a failure)";
}
