namespace Fla.Tuning;

/// <summary>What a team's store is opened with.</summary>
public sealed record TeamSettings
{
    /// <summary>Where the server is.</summary>
    public required TeamAddress Address { get; init; }

    /// <summary>The folder for what was read, so that it is there without the server; null keeps it in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>What this user measured before, for a writer to offer: read once connected, and again when the server lost its data.</summary>
    public Func<IReadOnlyList<Evidence>> Backlog { get; init; } = static () => [];

    /// <summary>Signs own entries before they are sent.</summary>
    public SigningKey? Signer { get; init; }
}
