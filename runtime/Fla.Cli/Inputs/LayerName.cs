using System.Globalization;

namespace Fla.Cli;

/// <summary>Layers of a model as they are spelt on the command line and in files: <c>3/12</c>.</summary>
internal static class LayerName
{
    public static Layer Parse(string what, string text)
    {
        if (text.Split('/') is not [var index, var count] || !TryParse(index, out int layer) || !TryParse(count, out int layers) || layers == 0)
            throw new CliException($"{what} cannot be '{text}': expected a layer and how many there are, such as 3/12");
        return layer < layers ? new(layer, layers) : throw new CliException($"{what} cannot be '{text}': layers count from 0, the last one is {layers - 1}/{layers}");
    }

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
