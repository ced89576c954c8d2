using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Fla.Tuning;

/// <summary>
/// Whether a variant is right on this machine: every trial is run twice over poisoned outputs, both runs must agree bit by bit and
/// match the reference.
/// </summary>
public static class CorrectnessGate
{
    private const int ClassDigits = 16;

    /// <summary>Runs the trials in which a variant fits.</summary>
    /// <param name="trials">Small calls; see <see cref="Tunable.Gate"/>.</param>
    /// <param name="variant">The id of the variant.</param>
    public static GateResult Check(IEnumerable<Trial> trials, string variant)
    {
        ArgumentNullException.ThrowIfNull(trials);
        double worst = 0;
        int ran = 0;
        using IncrementalHash bits = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((int index, Trial trial) in trials.Index())
        {
            using (trial)
            {
                if (trial.Contenders.FirstOrDefault(c => c.Variant.Id == variant).Variant is not { } fitting)
                    continue;
                ran++;
                bits.AppendData(BitConverter.GetBytes(index));
                GateResult result = Check(trial, fitting, bits);
                if (result.Rejection is not null)
                    return result;
                worst = Math.Max(worst, result.Error);
            }
        }

        return ran > 0 ? new(worst, null, Convert.ToHexStringLower(bits.GetHashAndReset())[..ClassDigits]) : new(0, "no trial of the gate fits it");
    }

    private static GateResult Check(Trial trial, KernelVariant variant, IncrementalHash bits)
    {
        trial.Poison();
        trial.Run(variant);
        IReadOnlyDictionary<string, float[]> first = trial.Outputs();
        trial.Poison();
        trial.Run(variant);
        IReadOnlyDictionary<string, float[]> second = trial.Outputs();
        double worst = 0;
        foreach ((string name, float[] expected) in trial.Expected())
        {
            float[] actual = first[name];
            for (int i = 0; i < actual.Length; i++)
            {
                if (BitConverter.SingleToUInt32Bits(actual[i]) != BitConverter.SingleToUInt32Bits(second[name][i]))
                    return new(0, EvidenceText.Reason($"{name}[{i}] differs between two runs of {trial.Problem}"));
                if (float.IsNaN(actual[i]) && !float.IsNaN(expected[i]))
                    return new(0, EvidenceText.Reason($"{name}[{i}] was not written, or is NaN, in {trial.Problem}"));
            }

            double error = Accuracy.RelativeError(actual, expected);
            if (!(error <= trial.Tolerance))
                return new(0, EvidenceText.Reason(FormattableString.Invariant($"{name}: relative error {error:0.0e+0} over {trial.Tolerance:0.0e+0} in {trial.Problem}")));
            worst = Math.Max(worst, error);
            bits.AppendData(Encoding.UTF8.GetBytes(name));
            bits.AppendData(MemoryMarshal.AsBytes(actual.AsSpan()));
        }

        return new(worst, null);
    }
}

/// <summary>What the gate found.</summary>
/// <param name="Error">The largest relative error.</param>
/// <param name="Rejection">Why the variant is refused, or null.</param>
/// <param name="Bits">A hash of all results: variants with the same one gave the same bits in all trials.</param>
public readonly record struct GateResult(double Error, string? Rejection, string Bits = "");
