namespace Fla;

/// <summary>What a gate is made into before it scales a row.</summary>
public enum GateActivation
{
    /// <summary>z · sigmoid(z), also called SiLU.</summary>
    Swish,

    /// <summary>sigmoid(z).</summary>
    Sigmoid,
}
