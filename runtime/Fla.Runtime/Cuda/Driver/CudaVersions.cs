using System.Globalization;
using System.Text;

namespace Fla.Cuda;

/// <summary>Versions of the driver, of CUDA and of PTX.</summary>
internal static unsafe class CudaVersions
{
    private static readonly Lazy<string> s_driver = new(ReadDriver);

    /// <summary>The driver: <c>580.65.06</c>; where only that is known, the CUDA that it has: <c>cuda13.0</c>.</summary>
    public static string Driver => s_driver.Value;

    /// <summary>The CUDA that the driver has: 13000 is 13.0.</summary>
    public static int Cuda
    {
        get
        {
            CudaCheck.Ok(CudaNative.DriverGetVersion(out int version), "cuDriverGetVersion");
            return version;
        }
    }

    /// <summary>The newest PTX that a driver with a CUDA compiles.</summary>
    public static Version NewestIsa(int cuda) => (cuda / 1000, cuda % 1000 / 10) switch
    {
        (11, var minor) => new(7, Math.Min(minor, 8)),
        (12, var minor and < 5) => new(8, minor),
        (12, 5 or 6) => new(8, 5),
        (12, var minor) => new(8, minor - 1),
        (var major, var minor) => new(major - 4, minor),
    };

    private static string ReadDriver()
    {
        try
        {
            byte* text = stackalloc byte[96];
            if (CudaNative.ManagementInit() == 0 && CudaNative.ManagementDriverVersion(text, 96) == 0)
                return Encoding.ASCII.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }

        return string.Create(CultureInfo.InvariantCulture, $"cuda{Cuda / 1000}.{Cuda % 1000 / 10}");
    }
}
