namespace Fla.Cuda;

/// <summary>A kernel as PTX that is ready to be loaded.</summary>
/// <param name="Entry">The name to load it by.</param>
/// <param name="Text">The module.</param>
/// <param name="Hash">SHA-256 of the module without <c>.version</c>, <c>.target</c> and numbers that differ from compilation to compilation, in hexadecimal.</param>
/// <param name="Target">What it is for.</param>
/// <param name="Hints">How it says it is launched.</param>
/// <param name="ArgumentBytes">The size of its parameter; 0 when it has several or none.</param>
/// <param name="Promoted">Slots of local memory that became registers.</param>
/// <param name="Kept">Slots that stayed in memory: their address is used for more than loads and stores.</param>
public sealed record PtxKernel(string Entry, string Text, string Hash, PtxTarget Target, PtxHints Hints, int ArgumentBytes, int Promoted, int Kept);
