namespace Fla.Cli;

/// <summary>Rungs as the tool spells them.</summary>
internal static class RungName
{
    public static string Of(Rung rung) => rung.ToString().ToLowerInvariant();
}
