using System.Reflection;
using Fla.Tuning;

namespace Fla.Kernels.Tests;

/// <summary>
/// A stale key is a wrong answer that looks right. Every input of dispatch is changed in turn: the key must change, or the input must be
/// declared to be none. A new property without either fails here.
/// </summary>
[Collection("alone")]
public sealed class KeyTests
{
    private static readonly OpShape Shape = new(1, 2048, 8, 8, 128, 128);

    private sealed record Call
    {
        public string Op { get; init; } = "gated_delta_rule";
        public OpShape Shape { get; init; } = KeyTests.Shape;
        public ElementType Element { get; init; } = ElementType.Float32;
        public OpOptions Options { get; init; } = new() { MaxThreads = 2 };
        public Device Device { get; init; } = new("cpu-a-1-v512", "cpu-a-v512", "A");
        public Toolchain Toolchain { get; init; } = new() { DotNet = "10.0.1", Compiler = "jit", Ilgpu = "1", Driver = "1", PtxIsa = "1" };
        public RacePolicy Policy { get; init; } = new();

        /// <summary>The key, and which kernels' entries are looked up under it.</summary>
        public string Key()
        {
            OpCatalog.TryFind(Op, out OpDescriptor? op);
            Matchup matchup = op!.Match(Shape, Element, Options.MaxThreads ?? 0);
            return matchup.Problem.Site(Device, Toolchain, Policy.Key) + string.Join(' ', matchup.Contenders.Select(static c => c.Variant.Id).Order());
        }
    }

    public static TheoryData<string, string> Inputs
    {
        get
        {
            TheoryData<string, string> inputs = [];
            foreach ((Type type, _) in Types)
            {
                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite))
                    inputs.Add(type.Name, property.Name);
            }

            return inputs;
        }
    }

    private static readonly (Type Type, Func<Call, object, Call> Put)[] Types =
    [
        (typeof(Call), static (_, whole) => (Call)whole),
        (typeof(OpShape), static (call, part) => call with { Shape = (OpShape)part }),
        (typeof(OpOptions), static (call, part) => call with { Options = (OpOptions)part }),
        (typeof(Device), static (call, part) => call with { Device = (Device)part }),
        (typeof(Toolchain), static (call, part) => call with { Toolchain = (Toolchain)part }),
        (typeof(RacePolicy), static (call, part) => call with { Policy = (RacePolicy)part }),
    ];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void EachInputChangesTheKeyOrIsDeclaredIrrelevant(string type, string name)
    {
        (Type owner, Func<Call, object, Call> put) = Types.Single(t => t.Type.Name == type);
        PropertyInfo property = owner.GetProperty(name)!;
        if (property.GetCustomAttribute<NotInKeyAttribute>() is { } irrelevant)
        {
            Assert.NotEmpty(irrelevant.Reason);
            return;
        }

        // A target has variants of its own; the CPU's key cannot hold it.
        if (property.PropertyType == typeof(KernelTarget))
            return;
        Call call = new();
        object part = owner == typeof(Call) ? call : typeof(Call).GetProperties().Single(p => p.PropertyType == owner).GetValue(call)!;
        object changed = Copy(part);
        property.SetValue(changed, Another(property.GetValue(part)));
        Assert.NotEqual(call.Key(), put(call, changed).Key());
    }

    /// <summary>The tensors of a call say its shape; whatever else a call takes is declared.</summary>
    [Fact]
    public void EachArgumentOfAnOpIsInTheShapeOrDeclaredIrrelevant()
    {
        string[] shape = ["Op", "Q", "K", "V", "G", "Beta", "A", "B", "W", "Steps", "CuSeqlens", "Options"];
        Type arguments = typeof(OpOptions).Assembly.GetType("Fla.RecurrenceArguments`1")!;
        PropertyInfo[] properties = arguments.GetProperties();
        Assert.Equal(shape.Order(), properties.Where(static p => p.GetCustomAttribute<NotInKeyAttribute>() is null).Select(static p => p.Name).Order());
    }

    /// <summary>Evidence is bound to the variant's code and to its whole site.</summary>
    [Fact]
    public void EachPartOfASiteIsADifference()
    {
        EvidenceSite site = new("a", "b", "c", "d", "e", "f");
        foreach (PropertyInfo property in typeof(EvidenceSite).GetProperties().Where(static p => p.CanWrite))
        {
            EvidenceSite other = site with { };
            property.SetValue(other, "x");
            Assert.Equal([property.Name.ToLowerInvariant()], site.Differences(other));
        }
    }

    [Fact]
    public void TheWidthOfVectorsIsPartOfTheDevice()
    {
        int width = CpuTarget.VectorBits;
        try
        {
            CpuTarget.VectorBits = 128;
            string narrow = Device.Cpu.Id;
            CpuTarget.VectorBits = 256;
            Assert.NotEqual(narrow, Device.Cpu.Id);
        }
        finally
        {
            CpuTarget.VectorBits = width;
        }
    }

    private static object Copy(object part) => part.GetType().IsValueType
        ? part
        : part.GetType().GetMethod("<Clone>$")!.Invoke(part, null)!;

    private static object Another(object? value) => value switch
    {
        "gated_delta_rule" => "kda",
        string text => text + "2",
        int number => number * 2,
        double number => number * 2,
        TimeSpan time => time * 2,
        ElementType => ElementType.Float16,
        OpShape shape => shape with { T = 1 },
        OpOptions => new OpOptions { MaxThreads = 1 },
        Device => new Device("cpu-b-1-v512", "", ""),
        Toolchain chain => chain with { DotNet = "11" },
        RacePolicy policy => policy with { Name = policy.Name + "2" },
        _ => throw new NotSupportedException($"{value}: say how a {value?.GetType()} changes."),
    };
}

/// <summary>Tests that change what all kernels run with.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
