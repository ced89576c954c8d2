namespace Fla;

/// <summary>The outputs of one call of an op.</summary>
/// <param name="Tensors">The tensors by name, widened to float32 without error.</param>
/// <param name="Run">What ran.</param>
public sealed record OpOutputs(IReadOnlyDictionary<string, NamedTensor> Tensors, OpRun Run);
