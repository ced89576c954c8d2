namespace Fla.Redis;

/// <summary>Up to where a server was read.</summary>
/// <param name="Epoch">The life of the server's data: another one means that it lost them.</param>
/// <param name="Number">The number of the last change that was read.</param>
/// <param name="Key">What that change was about: a server that does not know it any more went back in time.</param>
internal sealed record TeamPosition(string Epoch, double Number, string Key)
{
    public static TeamPosition Start(string epoch) => new(epoch, 0, "");
}
