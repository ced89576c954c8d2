namespace Fla.Cuda;

/// <summary>Something that a GPU, its driver or the compiler for it refused.</summary>
public sealed class CudaException : Exception
{
    /// <summary>With what went wrong.</summary>
    public CudaException(string message) : base(message)
    {
    }

    /// <summary>With what went wrong and why.</summary>
    public CudaException(string message, Exception inner) : base(message, inner)
    {
    }

    internal CudaException(int code, string message) : base(message) => Code = code;

    /// <summary>The driver's result code; 0 when it was not the driver.</summary>
    public int Code { get; }

    /// <summary>Whether a kernel failed in a way that leaves the process without its GPU: every later call fails, too.</summary>
    public bool LosesContext => Code is 214 or 700 or 702 or (>= 709 and <= 710) or (>= 714 and <= 719);
}
