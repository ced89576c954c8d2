namespace Fla.Cli;

/// <summary>The processor, as kernels see it.</summary>
internal static class CpuCheck
{
    private const string Area = "cpu";

    public static IEnumerable<Finding> Look()
    {
        Device device = Device.Cpu;
        yield return Finding.Ok(Area, $"{device.Name}, {device.Id}");
        int used = CpuTarget.VectorBits, hardware = CpuTarget.HardwareBits;
        string widths = $"vectors of {used} bits are used, the hardware has {hardware}";
        yield return used == hardware
            ? Finding.Ok(Area, widths)
            : Finding.Warning(Area, widths, "unset FLA_VECTOR_BITS: other widths are right, and slower");
        yield return Finding.Ok(Area, CpuTarget.DefaultThreads == 1 ? "1 core" : $"{CpuTarget.DefaultThreads} cores");
        yield return Finding.Ok(Area, $"toolchain {Toolchain.Cpu}");
    }
}
