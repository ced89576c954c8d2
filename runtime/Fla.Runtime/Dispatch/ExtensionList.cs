namespace Fla;

/// <summary>What was added to one kernel so far. It may be there before the kernel itself is loaded.</summary>
internal sealed class ExtensionList
{
    private volatile KernelExtension[] _items = [];

    /// <summary>A new array after each change.</summary>
    public KernelExtension[] Items => _items;

    /// <summary>The registry calls it under its lock.</summary>
    public void Add(KernelExtension extension) => _items = [.. _items, extension];
}
