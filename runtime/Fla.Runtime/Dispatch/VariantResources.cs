namespace Fla;

/// <summary>What the compiler knows of a variant before it ran.</summary>
/// <param name="ScratchBytes">Scratch memory of one program, in bytes.</param>
/// <param name="Passes">Walks over memory in the kernel's code.</param>
/// <param name="Products">Matrix products in the kernel's code.</param>
/// <param name="FixedCycles">Estimated cycles of a program outside its main loop.</param>
/// <param name="LoopCycles">Estimated cycles of one iteration of the main loop.</param>
/// <param name="LoopStep">How far one iteration advances: tokens of a chunk.</param>
public sealed record VariantResources(long ScratchBytes, int Passes, int Products, double FixedCycles, double LoopCycles, int LoopStep);
