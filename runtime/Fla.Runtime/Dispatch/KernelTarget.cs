namespace Fla;

/// <summary>Where an op runs. A target that was asked for and is not there is an error: there is no silent fallback.</summary>
public enum KernelTarget
{
    /// <summary>The kernel template itself in the interpreter: double precision, one thread, slow.</summary>
    Reference,

    /// <summary>Compiled variants over the CPU's vector units.</summary>
    Cpu,

    /// <summary>Compiled variants for NVIDIA GPUs.</summary>
    Cuda,
}
