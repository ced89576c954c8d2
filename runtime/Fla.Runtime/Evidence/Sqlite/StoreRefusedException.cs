namespace Fla.Tuning;

/// <summary>A file that is not ours to use or to replace.</summary>
internal sealed class StoreRefusedException(string message) : Exception(message);
