using System.Globalization;
using Fla.Redis;
using Fla.Tests.Stores;
using Fla.Tuning;

namespace Fla.Tests.Redis;

/// <summary>This assembly as another process, whose writers share a server with those of others.</summary>
internal static class TeamProcess
{
    public static int Main(string[] args)
    {
        int port = int.Parse(args[0], CultureInfo.InvariantCulture), writer = int.Parse(args[1], CultureInfo.InvariantCulture), count = int.Parse(args[2], CultureInfo.InvariantCulture);
        Writers.Run(writer, count, entries =>
        {
            using RedisTeamStore store = Team.Writer(port);
            foreach (Evidence[] some in entries)
            {
                store.Add(some);
                store.MustSynchronize();
            }
        });
        return 0;
    }
}
