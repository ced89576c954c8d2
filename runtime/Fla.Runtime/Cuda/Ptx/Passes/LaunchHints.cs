using System.Globalization;

namespace Fla.Cuda;

/// <summary>Tells ptxas how a kernel is launched, so that it divides the registers accordingly.</summary>
internal static class LaunchHints
{
    public static PtxModule Run(PtxModule module, PtxHints hints) =>
        module.Map(function => function.IsEntry ? function with { Hints = [.. function.Hints.Where(h => !Replaces(hints, h)), .. Of(hints)] } : function);

    private static bool Replaces(PtxHints hints, PtxHint hint) => hint.Name switch
    {
        ".maxntid" or ".reqntid" => hints.MaxThreads > 0,
        ".minnctapersm" => hints.MinBlocks > 0,
        ".maxnreg" => hints.MaxRegisters > 0,
        _ => false,
    };

    private static IEnumerable<PtxHint> Of(PtxHints hints)
    {
        if (hints.MaxThreads > 0)
            yield return new(".maxntid", [Text(hints.MaxThreads), "1", "1"]);
        if (hints.MinBlocks > 0)
            yield return new(".minnctapersm", [Text(hints.MinBlocks)]);
        if (hints.MaxRegisters > 0)
            yield return new(".maxnreg", [Text(hints.MaxRegisters)]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
