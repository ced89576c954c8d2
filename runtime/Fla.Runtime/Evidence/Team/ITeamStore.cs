namespace Fla.Tuning;

/// <summary>
/// What a team measured, on a server. Its entries are foreign. <see cref="IEvidenceStore.Find"/> answers from this machine, and
/// neither it nor <see cref="IEvidenceStore.Add"/> waits for the network: but the first look-up may, once, for <see cref="TeamAddress.Wait"/>.
/// </summary>
public interface ITeamStore : IEvidenceStore
{
    /// <summary>How it stands with the server.</summary>
    TeamState State { get; }

    /// <summary>Why it is not online, or null.</summary>
    string? LastProblem { get; }

    /// <summary>Entries of this store that were new to the server.</summary>
    int Sent { get; }

    /// <summary>Waits until what was added is with the server and what is there was read: for tools.</summary>
    /// <param name="limit">The longest wait.</param>
    /// <returns>Null, or why it could not be done.</returns>
    string? Synchronize(TimeSpan limit);

    /// <summary>Reads a snapshot from the server.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="limit">The longest wait.</param>
    /// <returns>Its bytes, which are those of the id; null when there is none, or when <see cref="LastProblem"/> says why nobody knows.</returns>
    byte[]? FindSnapshot(string id, TimeSpan limit);

    /// <summary>Gives the server a snapshot; one that is there stays.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="bytes">Its bytes: <see cref="LockFile.Format"/>.</param>
    /// <param name="limit">The longest wait.</param>
    /// <returns>Null, or why it could not be done.</returns>
    string? PutSnapshot(string id, ReadOnlySpan<byte> bytes, TimeSpan limit);
}
