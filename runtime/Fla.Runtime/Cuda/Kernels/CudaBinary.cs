namespace Fla.Cuda;

/// <summary>A kernel's PTX and, when it was linked, its code.</summary>
/// <param name="Ptx">The PTX.</param>
/// <param name="Architecture">What the code is for: <c>sm_90</c>.</param>
/// <param name="Driver">The driver that made the code.</param>
/// <param name="Log">What its assembler said.</param>
/// <param name="Cubin">The code.</param>
internal sealed record CudaBinary(PtxKernel Ptx, string Architecture, string Driver, string Log, byte[] Cubin)
{
    /// <summary>Another driver's code may run, but not as fast as this one's, and what is measured would not be what is loaded.</summary>
    public bool IsFor(string architecture, string driver) => Architecture == architecture && Driver == driver && Cubin.Length > 0;
}
