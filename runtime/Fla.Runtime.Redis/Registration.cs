using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Fla.Tuning;

namespace Fla.Redis;

/// <summary>Makes addresses of Redis servers known.</summary>
internal static class Registration
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The runtime loads this assembly by its name when an address asks for it.")]
    internal static void Register()
    {
        TeamStores.Register("redis", static settings => new RedisTeamStore(settings));
        TeamStores.Register(TeamConnection.Secure, static settings => new RedisTeamStore(settings));
    }
}
