namespace Fla.Tuning;

/// <summary>How using a store's file ended.</summary>
internal enum StoreOutcome
{
    Done,

    /// <summary>Not now: no room, no right, no answer.</summary>
    Failed,

    /// <summary>Never: the file is not ours to use.</summary>
    Refused,
}
