using Fla.Tuning;

namespace Fla;

/// <summary>The dispatchers of this process.</summary>
public static class Dispatchers
{
    private static readonly Lock Gate = new();
    private static readonly Dispatcher?[] ByWidth = new Dispatcher?[3];

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
                ByWidth[Slot] = value;
            }
        }
    }

    /// <summary>Results depend on the vector width, which tests change while they run.</summary>
    private static int Slot => CpuTarget.VectorBits >> 8;

    private static Dispatcher Make()
    {
        lock (Gate)
            return ByWidth[Slot] ??= TuningEnvironment.Current.ForCpu();
    }
}
