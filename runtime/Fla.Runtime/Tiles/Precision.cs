namespace Fla;

/// <summary>How precisely a matrix product reads its operands. Sums are always accumulated in single precision or better.</summary>
public enum Precision
{
    /// <summary>Operands may be rounded to the kernel's element type where the target has matrix units for it.</summary>
    Element,

    /// <summary>Operands are never rounded below single precision.</summary>
    Full,
}
