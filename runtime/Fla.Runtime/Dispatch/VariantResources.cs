namespace Fla;

/// <summary>What the compiler knows of a variant before it ran.</summary>
/// <param name="ScratchBytes">Scratch memory of one program, in bytes.</param>
/// <param name="Passes">Walks over memory in the kernel's code.</param>
/// <param name="Products">Matrix products in the kernel's code.</param>
/// <param name="FixedCycles">Estimated cycles of a program outside its main loop.</param>
/// <param name="LoopCycles">Estimated cycles of one iteration of the main loop.</param>
/// <param name="LoopStep">How far one iteration advances: tokens of a chunk.</param>
/// <param name="Threads">Threads of a block on a GPU.</param>
/// <param name="SharedBytes">Shared memory of a block on a GPU, in bytes.</param>
/// <param name="MinBlocks">Blocks that are to fit a multiprocessor of a GPU together.</param>
public sealed record VariantResources(
    long ScratchBytes, int Passes, int Products, double FixedCycles, double LoopCycles, int LoopStep, int Threads = 0, int SharedBytes = 0, int MinBlocks = 0);
