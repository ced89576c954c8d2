using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>One pass as a method of its own, so that the JIT gives each its registers, and the call that runs it.</summary>
internal sealed class PassMethod(KernelPlan plan, VectorWidth width, Names names, string name)
{
    private readonly List<string> outs = [];

    public KernelPlan Plan { get; } = plan;

    public VectorWidth Width { get; } = width;

    public Names Names { get; } = names;

    public string Name { get; } = name;

    public Pointers Pointers { get; } = new(plan, names);

    public CodeWriter Body { get; } = new(indent: 4);

    public string Comment { get; set; } = "";

    /// <summary>A scalar result: an out parameter that the kernel's body declares.</summary>
    public string Out(Value value)
    {
        string local = Names.Define(value);
        outs.Add(local);
        return local;
    }

    public VectorExpression Expression() => new(Plan, Width, Pointers, Names);

    public string Call => $"{Name}({string.Join(", ", new[] { Pointers.Arguments }.Concat(outs.Select(static o => $"out float {o}")).Where(static a => a.Length > 0))});";

    public void WriteTo(CodeWriter writer)
    {
        foreach (string line in Comment.Split('\n').Where(static l => l.Length > 0))
            writer.Line("// " + line);
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]");
        string parameters = string.Join(", ", new[] { Pointers.Declarations }.Concat(outs.Select(static o => $"out float {o}")).Where(static d => d.Length > 0));
        writer.Open($"private static void {Name}({parameters})");
        writer.Add(Body);
        writer.Close();
        writer.Line();
    }

    /// <summary>What a value is, for a person: its name in the template and its shape.</summary>
    public static string Describe(Value value) => $"{value.Name ?? value.Definition?.Code.ToString().ToLowerInvariant() ?? "value"} {value.Type}";
}
