using System.Security.Cryptography;
using System.Text;

namespace Fla.Cuda;

/// <summary>From ILGPU's text to the text that is loaded.</summary>
internal static class PtxPipeline
{
    public static PtxKernel Run(string text, PtxTarget target, PtxHints hints, bool promote = true)
    {
        PtxModule module = PtxParser.Parse(text);
        PtxFunction[] entries = [.. module.Functions.Where(static f => f.IsEntry)];
        if (entries is not [PtxFunction entry])
            throw new PtxException(1, entries.Length == 0 ? "no .entry" : string.Join(", ", entries.Select(static e => e.Name)), "expected one kernel");
        (int promoted, int kept) = (0, 0);
        if (promote)
            (module, promoted, kept) = LocalPromotion.Run(module);
        module = LaunchHints.Run(CanonicalNames.Run(Divergence.Run(module)), hints) with { Version = target.Isa, Target = target.Name };
        return new(entry.Name, PtxWriter.Write(module), Hash(module), target, hints, entry.Parameters is [var only] ? only.Bytes : 0, promoted, kept);
    }

    /// <summary>The same for the same code, wherever it will run and whatever was compiled before it.</summary>
    public static string Hash(PtxModule module) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PtxWriter.WithoutHeader(CanonicalNames.Run(module)))));
}
