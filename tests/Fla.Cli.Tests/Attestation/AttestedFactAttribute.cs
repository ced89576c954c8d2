namespace Fla.Cli.Tests.Attestation;

/// <summary>A fact about tests/attest/cuda.json, skipped until a machine with a GPU has written it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AttestedFactAttribute : FactAttribute
{
    public AttestedFactAttribute() => Skip = File.Exists(AttestedTests.Copy) ? null : $"{AttestedTests.Name} is not there yet; on a machine with a GPU: {AttestedTests.Renewal}";
}
