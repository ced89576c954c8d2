using Fla.Tuning;

namespace Fla.Cli;

/// <summary>Origins of evidence as the tool spells them.</summary>
internal static class OriginName
{
    public static string Of(EvidenceOrigin origin) => origin.ToString().ToLowerInvariant();
}

/// <summary>Standings of variants as the tool spells them.</summary>
internal static class StandingName
{
    public static string Of(StandingKind kind) => kind switch
    {
        StandingKind.KnownBad => "known bad",
        StandingKind.OtherBits => "other bits",
        StandingKind.UnknownBits => "unknown bits",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
