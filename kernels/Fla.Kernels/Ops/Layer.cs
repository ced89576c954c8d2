namespace Fla;

/// <summary>Which layer of a model, for ops whose decay depends on it.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">Layers of the model, more than <paramref name="Index"/>.</param>
public readonly record struct Layer(int Index, int Count);
