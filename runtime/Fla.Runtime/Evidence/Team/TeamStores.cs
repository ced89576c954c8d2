using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fla.Tuning;

/// <summary>The kinds of servers that a team's store may be on, by the scheme of their address.</summary>
public static class TeamStores
{
    /// <summary>The variable that holds a team's address.</summary>
    public const string Variable = "FLA_TUNE_TEAM";

    // Its module initializer registers redis and rediss.
    private const string Redis = "Fla.Runtime.Redis";

    private static readonly ConcurrentDictionary<string, Func<TeamSettings, ITeamStore>> Known = new(StringComparer.Ordinal);

    /// <summary>Makes a scheme known. Opening returns at once and never throws for what is wrong with the server.</summary>
    public static void Register(string scheme, Func<TeamSettings, ITeamStore> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        ArgumentNullException.ThrowIfNull(open);
        Known[scheme] = open;
    }

    /// <summary>Opens the store at an address.</summary>
    /// <exception cref="NotSupportedException">Nothing that is loaded knows the scheme.</exception>
    public static ITeamStore Open(TeamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (Known.IsEmpty)
            LoadRedis();
        return Known.TryGetValue(settings.Address.Scheme, out Func<TeamSettings, ITeamStore>? open)
            ? open(settings)
            : throw new NotSupportedException($"{Variable} has a scheme that nothing here knows. Expected redis:// or rediss://, and a reference to the package {Redis}.");
    }

    private static void LoadRedis()
    {
        try
        {
            RuntimeHelpers.RunModuleConstructor(Assembly.Load(Redis).ManifestModule.ModuleHandle);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            // The program does not have it: Open says so.
        }
    }
}
