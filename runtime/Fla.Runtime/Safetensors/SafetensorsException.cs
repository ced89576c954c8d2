namespace Fla.Safetensors;

/// <summary>A file is not a well-formed safetensors file, or a tensor in it is not what was asked for.</summary>
/// <remarks>The message is one line, safe to print on a terminal whatever the file holds.</remarks>
public sealed class SafetensorsException : Exception
{
    /// <summary>Creates the exception with a one-line message.</summary>
    public SafetensorsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a one-line message and its cause.</summary>
    public SafetensorsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
