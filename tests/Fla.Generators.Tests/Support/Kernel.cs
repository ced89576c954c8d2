using System.Globalization;
using System.Reflection;
using Xunit.Sdk;

namespace Fla.Generators.Tests.Support;

/// <summary>A template that can be interpreted, and its variants that can be launched, on the same arguments.</summary>
internal sealed class Kernel(MethodInfo template, Type kernel)
{
    private static readonly int[] Widths = [512, 256, 128];

    private readonly MethodInfo _launch = kernel.GetMethods().Single(static m => m.Name == "Launch" && m.GetParameters()[1].ParameterType == typeof(Grid));

    public IReadOnlyList<KernelVariant> Variants { get; } = (IReadOnlyList<KernelVariant>)kernel.GetProperty("Variants")!.GetValue(null)!;

    public MethodInfo Template => template;

    public Type Type => kernel;

    /// <summary>The types of its tensors and scalars.</summary>
    public IReadOnlyList<Type> ParameterTypes(KernelVariant variant) => [.. Parameters(variant).Select(static p => p.ParameterType)];

    /// <summary>
    /// Runs every program of a variant with the interpreter and compiled, at each vector width, and compares the outputs.
    /// Outputs start as NaN, memory around tensors is guarded, and scratch memory starts as NaN.
    /// </summary>
    public void Check(KernelVariant variant, Grid grid, params Argument[] arguments)
    {
        using Memory expected = new(Parameters(variant), arguments);
        Exception? refused = Catch(() => Reference.Run(grid, block => Invoke(Closed(template, variant), [block, .. Constants(variant), .. expected.Values])));
        int before = CpuTarget.VectorBits;
        try
        {
            foreach (int width in Widths)
            {
                CpuTarget.VectorBits = width;
                using Memory actual = new(Parameters(variant), arguments);
                PoisonScratch(variant.Resources.ScratchBytes);
                Exception? failed = Catch(() => Invoke(Closed(_launch, variant), [variant, grid, .. actual.Values, 1]));
                if ((refused is null) != (failed is null))
                    Fail(variant, width, $"interpreted: {refused?.Message ?? "fine"}; compiled: {failed?.Message ?? "fine"}");
                if (refused is null && actual.Difference(expected, Tolerance(variant.Element)) is { } difference)
                    Fail(variant, width, difference);
                if (actual.Trespass() is { } trespass)
                    Fail(variant, width, trespass);
            }
        }
        finally
        {
            CpuTarget.VectorBits = before;
        }
    }

    public static double Tolerance(ElementType element) => element switch
    {
        ElementType.Float32 => 1e-5,
        ElementType.BFloat16 => 5e-3,
        _ => 1e-3,
    };

    private void Fail(KernelVariant variant, int width, string what) =>
        throw new XunitException($"{variant.Id} at {width} bits: {what}\n{variant.SourceFor(width)}\n{template.Name}");

    private ParameterInfo[] Parameters(KernelVariant variant) =>
        [.. Closed(template, variant).GetParameters().Skip(1).Where(p => !IsConstant(variant, p))];

    private IEnumerable<object> Constants(KernelVariant variant) => template.GetParameters()
        .Where(p => IsConstant(variant, p))
        .Select(p => Parse(p.ParameterType, variant.Constants.Single(c => c.Key == p.Name).Value));

    private static bool IsConstant(KernelVariant variant, ParameterInfo parameter) => variant.Constants.Any(c => c.Key == parameter.Name);

    private static object Parse(Type type, string text) =>
        type.IsEnum ? Enum.Parse(type, text) : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);

    private static MethodInfo Closed(MethodInfo method, KernelVariant variant) => method.IsGenericMethodDefinition
        ? method.MakeGenericMethod(variant.Element switch
        {
            ElementType.Float32 => typeof(float),
            ElementType.BFloat16 => typeof(BFloat16),
            _ => typeof(Half),
        })
        : method;

    private static void Invoke(MethodInfo method, object[] arguments) =>
        method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, CultureInfo.InvariantCulture);

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception error) when (error is ArgumentException or ArithmeticException)
        {
            return error;
        }
    }

    /// <summary>What a kernel reads from scratch memory without having written it shows as NaN.</summary>
    private static unsafe void PoisonScratch(long bytes)
    {
        MethodInfo rent = typeof(CpuTarget).Assembly.GetType("Fla.Scratch", throwOnError: true)!.GetMethod("Rent")!;
        void* scratch = Pointer.Unbox(rent.Invoke(null, [bytes])!);
        new Span<byte>(scratch, checked((int)bytes)).Fill(0xFF);
    }
}
