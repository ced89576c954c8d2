using Fla.Cuda;

namespace Fla.Tests.Cuda;

/// <summary>Modules written by hand.</summary>
internal static class Ptx
{
    public const string Header = ".version 7.0\n.target sm_80\n.address_size 64\n";

    public static string Kernel(string body) => $"{Header}\n.visible .entry k(\n\t.param .b64 _out_12\n)\n{{\n{body}\n}}\n";

    public static (string Text, int Promoted, int Kept) Promote(string body)
    {
        (PtxModule module, int promoted, int kept) = LocalPromotion.Run(PtxParser.Parse(Kernel(body)));
        return (PtxWriter.Write(module), promoted, kept);
    }
}
