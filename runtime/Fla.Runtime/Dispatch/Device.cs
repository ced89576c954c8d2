using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Fla;

/// <summary>What kernels run on, as far as it decides which of them is fast.</summary>
/// <param name="Id">Short and stable, without spaces: <c>cpu-AuthenticAMD-1a-02-v512</c>.</param>
/// <param name="Architecture">What it shares with its nearest relatives: <c>cpu-AuthenticAMD-1a-v512</c>.</param>
/// <param name="Name">The maker's name, for people.</param>
public sealed record Device(
    string Id,
    [property: NotInKey("part of the id")] string Architecture,
    [property: NotInKey("the id names the model; makers spell this differently from board to board")] string Name)
{
    /// <summary>This machine's CPU at the vector width that kernels run with.</summary>
    public static Device Cpu => CpuAt(CpuTarget.VectorBits);

    private static Device CpuAt(int vectorBits)
    {
        (string family, string model, string name) = X86Base.IsSupported ? FromCpuId() : FromSystem();
        string width = string.Create(CultureInfo.InvariantCulture, $"v{vectorBits}");
        return new Device($"cpu-{family}-{model}-{width}", $"cpu-{family}-{width}", name);
    }

    private static (string Family, string Model, string Name) FromCpuId()
    {
        (int _, int b, int c, int d) = X86Base.CpuId(0, 0);
        string vendor = Text(b, d, c);
        int version = X86Base.CpuId(1, 0).Eax;
        int family = (version >> 8) & 0xf, model = (version >> 4) & 0xf;
        if (family is 6 or 15)
            model |= (version >> 12) & 0xf0;
        if (family == 15)
            family += (version >> 20) & 0xff;
        string name = vendor;
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= 0x80000004)
        {
            StringBuilder brand = new();
            for (int leaf = 2; leaf <= 4; leaf++)
            {
                (int w, int x, int y, int z) = X86Base.CpuId(unchecked((int)0x80000000) + leaf, 0);
                brand.Append(Text(w, x, y, z));
            }

            name = string.Join(' ', brand.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return (string.Create(CultureInfo.InvariantCulture, $"{Slug(vendor)}-{family:x2}"), model.ToString("x2", CultureInfo.InvariantCulture), name);
    }

    /// <summary>Without an instruction that tells the model, the architecture must do.</summary>
    private static (string Family, string Model, string Name) FromSystem()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string part = Lines("/proc/cpuinfo").FirstOrDefault(static l => l.StartsWith("CPU part", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "any";
        return (architecture, Slug(part), $"{architecture} {part}");
    }

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Text(params ReadOnlySpan<int> registers) =>
        Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).TrimEnd('\0', ' ');

    private static string Slug(string text) => text.Any(char.IsAsciiLetterOrDigit) ? new([.. text.Where(char.IsAsciiLetterOrDigit)]) : "any";
}
