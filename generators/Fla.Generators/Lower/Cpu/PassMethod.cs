using Fla.Generators.Ir;
using Fla.Generators.Plan;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>One pass as a method of its own, so that the JIT gives each its registers, and the call that runs it.</summary>
internal sealed class PassMethod(KernelPlan plan, VectorWidth width, Names names, string kind)
{
    private readonly List<(string Local, string Caller)> outs = [];
    private int next;

    public KernelPlan Plan { get; } = plan;

    public VectorWidth Width { get; } = width;

    public Names Names { get; } = names;

    public Pointers Pointers { get; } = new(plan, names);

    public CodeWriter Body { get; } = new(indent: 3);

    /// <summary>What the pass does in this variant, for a person.</summary>
    public string Comment { get; set; } = "";

    /// <summary>A scalar result: an out parameter that the kernel's body declares.</summary>
    public string Out(Value value)
    {
        string local = $"o{outs.Count}";
        outs.Add((local, Names.Define(value)));
        return local;
    }

    /// <summary>A local's name that no other in the pass has.</summary>
    public string Fresh(string prefix) => $"{prefix}{next++}";

    public VectorExpression Expression() => new(Plan, Width, Pointers, Names);

    /// <summary>Adds the method to the pool, and returns the call.</summary>
    public string Emit(PassPool pool)
    {
        string parameters = Join(Pointers.Declarations, outs.Select(static o => $"out float {o.Local}"));
        string name = pool.Add(kind, parameters, Body.ToString());
        return $"{name}({Join(Pointers.Arguments, outs.Select(static o => $"out float {o.Caller}"))}); // {Comment}";
    }

    /// <summary>What a value is, for a person: its name in the template and its shape.</summary>
    public static string Describe(Value value) => $"{value.Name ?? value.Definition?.Code.ToString().ToLowerInvariant() ?? "value"} {value.Type}";

    private static string Join(string list, IEnumerable<string> more) => string.Join(", ", new[] { list }.Concat(more).Where(static part => part.Length > 0));
}
