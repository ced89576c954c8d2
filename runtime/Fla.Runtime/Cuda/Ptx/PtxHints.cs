namespace Fla.Cuda;

/// <summary>How a kernel is launched, for ptxas. Zero leaves a choice to it.</summary>
/// <param name="MaxThreads">Most threads of a block; a launch with more fails.</param>
/// <param name="MinBlocks">Blocks that are to fit a multiprocessor together.</param>
/// <param name="MaxRegisters">Most registers of a thread.</param>
public readonly record struct PtxHints(int MaxThreads = 0, int MinBlocks = 0, int MaxRegisters = 0);
