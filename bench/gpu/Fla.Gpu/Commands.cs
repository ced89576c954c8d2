using System.Globalization;
using Fla.Cuda;

namespace Fla.Gpu;

/// <summary>The commands that need a GPU.</summary>
internal static class Commands
{
    private const string Usage = """
        Fla.Gpu                                                             everything that shows that a GPU works
        Fla.Gpu views                                                       memory of others: external pointers, strides, DLPack
        Fla.Gpu verify [NAME]                                               every kernel of the ops against the oracle
        Fla.Gpu plain [--out FILE.json] [--part NAME] | --list              the plain templates against the interpreter, attested
        Fla.Gpu bench [--out FILE.json] [--part NAME] | --list              what results.py compares with other implementations
        Fla.Gpu regret [--out FILE.json] [--seed N] [--shapes N]            the cost model's choice against the fastest variant
        Fla.Gpu sanitize [--part NAME]                                      every variant on a tiny call, for compute-sanitizer
        Fla.Gpu profile KERNEL B T H                                        one shape, a few launches: for a profiler
        Fla.Gpu ptx KERNEL sm_90 | assemble EXCEPTIONS                      without a GPU
        NAME is a part of a kernel's name.
        """;

    /// <summary>What the arguments ask for, to be run in this order.</summary>
    /// <exception cref="ArgumentException">They are not understood; the message says what is.</exception>
    public static Action<CudaDevice, Report>[] Parse(string[] arguments) => arguments switch
    {
        [] => [Parameters.Run, Products.Run, Launches.Run, Refusals.Run, Views.Run, Family.Verify(""), FirstCall.Compare],
        ["views"] => [Views.Run],
        ["verify"] => [Family.Verify("")],
        ["verify", string part] => [Family.Verify(part)],
        ["plain", .. var rest] => [PlainAttestation.Run(new("plain", rest, "--out", "--part"))],
        ["bench", .. var rest] => [Bench.Run(new("bench", rest, "--out", "--part"))],
        ["regret", .. var rest] => [RegretBench.Run(new("regret", rest, "--out", "--seed", "--shapes"))],
        ["sanitize", .. var rest] => [Sanitize.Run(new("sanitize", rest, "--part"))],
        ["profile", string name, string b, string t, string h] => [Family.Profile(name, Axis("B", b), Axis("T", t), Axis("H", h))],
        _ => throw new ArgumentException($"Not understood: '{string.Join(' ', arguments)}'. Expected one of\n{Usage}"),
    };

    private static int Axis(string axis, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length > 0
        ? length
        : throw new ArgumentException($"profile: {axis} must be a whole number above zero, not '{text}'.");
}
