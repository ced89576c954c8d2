using Fla.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace Fla.Generators.Parse;

/// <summary>Numbers the nodes of one template in reading order and remembers where they stand.</summary>
internal sealed class SourceMap
{
    private readonly List<NodeLocation> locations = [];

    public int Add(SyntaxNode node)
    {
        locations.Add(NodeLocation.Of(node));
        return locations.Count - 1;
    }

    public int Add(SyntaxToken token)
    {
        locations.Add(NodeLocation.Of(token));
        return locations.Count - 1;
    }

    public IReadOnlyList<NodeLocation> Locations => locations;
}
