namespace Fla.Tuning;

/// <summary>What is wrong with a store, each thing once.</summary>
internal sealed class StoreWarnings
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _texts = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
                return [.. _texts.Values];
        }
    }

    /// <summary>Says it, in place of what was said about the same before.</summary>
    public void Set(string about, string text)
    {
        lock (_gate)
            _texts[about] = text;
    }
}
