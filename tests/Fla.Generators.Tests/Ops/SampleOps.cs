using System.Collections.Immutable;
using Fla.Generators.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fla.Generators.Tests.Ops;

/// <summary>Ops for Fla.OpGenerator, what they are made of, and runs of it over them.</summary>
internal static class SampleOps
{
    /// <summary>What Fla.Kernels has for ops, without bodies.</summary>
    public static readonly Source Kernels = new("Kernels.cs", """
        // Documentation is asked of what is generated; nobody reads that of these stand-ins, and nobody runs them.
        #pragma warning disable CS1591
        using System.Numerics.Tensors;
        using Fla.Cuda;

        namespace Fla;

        [AttributeUsage(AttributeTargets.Method)]
        internal sealed class OpAttribute : Attribute;

        public sealed record OpOptions(KernelTarget Target, int? MaxThreads);

        internal sealed class Recurrence;

        internal static class Recurrences
        {
            public static readonly Recurrence Small = new(), Summed = new();
        }

        internal readonly ref struct RecurrenceArguments<T> where T : unmanaged
        {
            public required Recurrence Op { get; init; }
            public required ReadOnlyTensorSpan<T> Q { get; init; }
            public ReadOnlyTensorSpan<float> G { get; init; }
            public float? Scale { get; init; }
            public bool Normalize { get; init; }
            public ReadOnlyTensorSpan<float> InitialState { get; init; }
            public ReadOnlyTensorSpan<float> InitialKeySums { get; init; }
            public ReadOnlySpan<long> CuSeqlens { get; init; }
            public OpOptions? Options { get; init; }
        }

        internal readonly ref struct RecurrenceOutputs<T> where T : unmanaged
        {
            public required TensorSpan<T> O { get; init; }
            public TensorSpan<float> FinalState { get; init; }
            public TensorSpan<float> FinalKeySums { get; init; }
        }

        internal static class RecurrenceOp
        {
            public static (Tensor<T> O, Tensor<float>? FinalState, Tensor<float>? FinalKeySums) Allocate<T>(in RecurrenceArguments<T> call, bool states) where T : unmanaged => throw new NotImplementedException();

            public static void Forward<T>(in RecurrenceArguments<T> call, in RecurrenceOutputs<T> outputs) where T : unmanaged => throw new NotImplementedException();
        }

        internal readonly ref struct DeviceArguments<T> where T : unmanaged
        {
            public required Recurrence Op { get; init; }
            public required CudaStream Stream { get; init; }
            public required DeviceTensor<T> Q { get; init; }
            public DeviceTensor<float>? G { get; init; }
            public float? Scale { get; init; }
            public bool Normalize { get; init; }
            public DeviceTensor<float>? InitialState { get; init; }
            public DeviceTensor<float>? InitialKeySums { get; init; }
            public PackedSequences? CuSeqlens { get; init; }
            public OpOptions? Options { get; init; }
        }

        internal static class DeviceOp
        {
            public static (DeviceTensor<T> O, DeviceTensor<float>? FinalState, DeviceTensor<float>? FinalKeySums) Allocate<T>(in DeviceArguments<T> call, bool states) where T : unmanaged => throw new NotImplementedException();

            public static void Forward<T>(in DeviceArguments<T> call, DeviceTensor<T> o, DeviceTensor<float>? finalState, DeviceTensor<float>? finalKeySums = null) where T : unmanaged => throw new NotImplementedException();
        }
        """);

    /// <summary>An op with a gate and a flag.</summary>
    public static readonly Source Small = new("Small.cs", """
        using System.Numerics.Tensors;

        namespace Fla;

        /// <summary>A small op.</summary>
        public static partial class Small
        {
            /// <summary>Computes o, and the final state if asked, into new tensors.</summary>
            /// <typeparam name="T"><see cref="float"/>.</typeparam>
            /// <param name="q">[B, T, H, K]: queries, 1 ≤ K &lt; 257.</param>
            /// <param name="w">[B, T, HV]: gates.</param>
            /// <param name="scale">Factor on <paramref name="q"/>.</param>
            /// <param name="initialState">[N, HV, K, V]: the state before the first token.</param>
            /// <param name="outputFinalState">Whether to return the state after the last token.</param>
            /// <param name="useQkL2NormInKernel">Whether to normalise.</param>
            /// <param name="cuSeqlens">[N + 1]: boundaries.</param>
            /// <param name="options">Where and how to run.</param>
            /// <returns>O and, if asked, the final state.</returns>
            /// <exception cref="ArgumentException">An argument breaks the contract.</exception>
            [Op]
            public static partial (Tensor<T> O, Tensor<float>? FinalState) Forward<T>(
                in ReadOnlyTensorSpan<T> q,
                in ReadOnlyTensorSpan<float> w,
                float? scale = null,
                in ReadOnlyTensorSpan<float> initialState = default,
                bool outputFinalState = false,
                bool useQkL2NormInKernel = false,
                ReadOnlySpan<long> cuSeqlens = default,
                OpOptions? options = null)
                where T : unmanaged;
        }
        """);

    /// <summary>An op whose state has sums of keys.</summary>
    public static readonly Source Summed = new("Summed.cs", """
        using System.Numerics.Tensors;

        namespace Fla;

        /// <summary>A small op with sums of keys.</summary>
        public static partial class Summed
        {
            /// <summary>Computes o, and the final states if asked, into new tensors.</summary>
            /// <typeparam name="T"><see cref="float"/>.</typeparam>
            /// <param name="q">[B, T, H, K]: queries.</param>
            /// <param name="initialState">[N, HV, K, V]: the state before the first token.</param>
            /// <param name="initialKeySums">[N, HV, K]: z before the first token.</param>
            /// <param name="outputFinalState">Whether to return the states after the last token.</param>
            /// <returns>O and, if asked, the final state and z.</returns>
            [Op]
            public static partial (Tensor<T> O, Tensor<float>? FinalState, Tensor<float>? FinalKeySums) Forward<T>(
                in ReadOnlyTensorSpan<T> q,
                in ReadOnlyTensorSpan<float> initialState = default,
                in ReadOnlyTensorSpan<float> initialKeySums = default,
                bool outputFinalState = false)
                where T : unmanaged;
        }
        """);

    /// <summary>References within documentation are resolved, too.</summary>
    private static CSharpParseOptions ParseOptions => Source.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose);

    public static CSharpCompilation Compile(params Source[] sources) =>
        Source.Compile(sources.Select(static s => CSharpSyntaxTree.ParseText(s.Text, ParseOptions, s.Path)));

    public static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new Fla.OpGenerator.OpGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Why the ops' texts, and the files made of them, are as they are after an edit, in the order of the files: <c>Modified Unchanged, Modified Cached</c>.</summary>
    public static string Edit(Source before, Source after, params Source[] others)
    {
        CSharpCompilation first = Compile([before, .. others, Kernels]);
        SyntaxTree old = first.SyntaxTrees.Single(t => t.FilePath == before.Path);
        CSharpCompilation second = first.ReplaceSyntaxTree(old, CSharpSyntaxTree.ParseText(after.Text, ParseOptions, after.Path));
        GeneratorRunResult result = NewDriver().RunGenerators(first).RunGenerators(second).GetRunResult().Results.Single();
        return $"{Reasons(result.TrackedSteps[Fla.OpGenerator.OpGenerator.Step])}, {Reasons(result.TrackedOutputSteps.Values.SelectMany(static s => s))}";
    }

    private static string Reasons(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        string.Join(" ", steps.SelectMany(static s => s.Outputs).Select(static o => o.Reason));
}
