using Fla.Cuda;
using Fla.Tuning;

namespace Fla;

/// <summary>The dispatchers of this process.</summary>
public static class Dispatchers
{
    private static readonly Lock Gate = new();
    private static readonly Dispatcher?[] ByWidth = new Dispatcher?[3];
    private static volatile Dispatcher?[] s_byGpu = [];
    private static TuningEnvironment? s_environment;

    /// <summary>
    /// The CPU's, made at its first use as the environment says (<c>FLA_TUNE</c> and its relatives; README names them). Set it to use
    /// other settings, or to null to read the environment again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment asks for a snapshot that is not there, or was altered.</exception>
    public static Dispatcher Cpu
    {
        get => Volatile.Read(ref ByWidth[Slot]) ?? Make();
        set
        {
            lock (Gate)
            {
                Array.Clear(ByWidth);
                ReadAgain(value);
                ByWidth[Slot] = value;
            }
        }
    }

    /// <summary>A GPU's, made at its first use as the environment says, like the CPU's.</summary>
    /// <inheritdoc cref="Cpu" path="/exception"/>
    public static Dispatcher Cuda(CudaDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Dispatcher?[] known = s_byGpu;
        return device.Ordinal < known.Length && known[device.Ordinal] is { } dispatcher ? dispatcher : Make(device);
    }

    /// <summary>Makes a GPU use other settings; null reads the environment again.</summary>
    public static void UseCuda(CudaDevice device, Dispatcher? dispatcher)
    {
        ArgumentNullException.ThrowIfNull(device);
        lock (Gate)
        {
            Put(device, dispatcher);
            ReadAgain(dispatcher);
        }
    }

    /// <summary>Results depend on the vector width, which tests change while they run.</summary>
    private static int Slot => CpuTarget.VectorBits >> 8;

    private static TuningEnvironment Settings => s_environment ??= TuningEnvironment.Current;

    private static void ReadAgain(Dispatcher? given) => s_environment = given is null ? null : s_environment;

    private static Dispatcher Make()
    {
        lock (Gate)
            return ByWidth[Slot] ??= Settings.ForCpu();
    }

    private static Dispatcher Make(CudaDevice device)
    {
        lock (Gate)
            return device.Ordinal < s_byGpu.Length && s_byGpu[device.Ordinal] is { } known ? known : Put(device, Settings.ForCuda(device))!;
    }

    private static Dispatcher? Put(CudaDevice device, Dispatcher? dispatcher)
    {
        Dispatcher?[] all = new Dispatcher?[Math.Max(s_byGpu.Length, device.Ordinal + 1)];
        s_byGpu.CopyTo(all, 0);
        all[device.Ordinal] = dispatcher;
        s_byGpu = all;
        return dispatcher;
    }
}
