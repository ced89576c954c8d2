using Fla.Generators.Diagnostics;
using Fla.Generators.Ir;
using Fla.Generators.Model;

namespace Fla.Generators.Specialise;

/// <summary>
/// Runs a template symbolically under one binding: constants fold, dead branches vanish, helpers are inlined, shapes become known.
/// </summary>
internal sealed class Specialiser
{
    private const int MaxDepth = 64;
    private readonly Stack<int> calls = new();

    public Specialiser(TemplateModel template, Variant variant)
    {
        Template = template;
        Variant = variant;
        Expressions = new ExpressionSpecialiser(this);
        Statements = new StatementSpecialiser(this);
    }

    public TemplateModel Template { get; }

    public Variant Variant { get; }

    public Builder Builder { get; } = new();

    public ExpressionSpecialiser Expressions { get; }

    public StatementSpecialiser Statements { get; }

    /// <summary>Axes of each tensor parameter, as its slices and reads use them.</summary>
    public Dictionary<int, int> Ranks { get; } = [];

    /// <summary>The same for each tensor parameter in order; −1 where none is used.</summary>
    public EquatableArray<int> TensorRanks => Enumerable.Range(0, Template.Parameters.Count)
        .Where(i => Template.Parameters[i].Kind is ParameterKind.Input or ParameterKind.Output)
        .Select(i => Ranks.TryGetValue(i, out int rank) ? rank : -1)
        .ToEquatable();

    public TileProgram Run()
    {
        FunctionModel body = Template.Functions[0];
        Frame frame = new(body);
        Statements.Run(body.Body, frame);
        return Builder.Finish();
    }

    public Symbol Parameter(int index, int node)
    {
        ParameterModel parameter = Template.Parameters[index];
        return parameter.Kind switch
        {
            ParameterKind.Block => new BlockSymbol(),
            ParameterKind.Constant => new ValueSymbol(Builder.Constant(parameter.Scalar!.Value, Variant[parameter.Name])),
            ParameterKind.Scalar => new ValueSymbol(Builder.Pure(OpCode.ScalarParameter, ScalarType.Of(parameter.Scalar!.Value), [], parameter.Name)),
            _ => new TensorSymbol(index, parameter.Kind == ParameterKind.Output, ElementOf(parameter.Element!)),
        };
    }

    public string ElementOf(string element) => element == Template.ElementParameter ? Variant.Element : element;

    public Symbol Invoke(InvokeExpr call, Frame caller)
    {
        FunctionModel function = Template.Functions[call.Function];
        if (calls.Contains(call.Function) || calls.Count >= MaxDepth)
            throw new CompileException(Descriptors.RecursiveHelper, call.Id, function.Name);
        Frame frame = new(function);
        for (int i = 0; i < call.Arguments.Count; i++)
            frame[i] = Expressions.Evaluate(call.Arguments[i], caller);
        calls.Push(call.Function);
        Symbol result = Statements.Run(function.Body, frame) ?? new VoidSymbol();
        calls.Pop();
        return result;
    }

    /// <summary>Notes how many axes a tensor has; every use must agree.</summary>
    public void UseRank(TensorSymbol tensor, int rank, int node)
    {
        if (!Ranks.TryGetValue(tensor.Parameter, out int known))
            Ranks[tensor.Parameter] = rank;
        else if (known != rank)
            throw Shape(node, $"'{Template.Parameters[tensor.Parameter].Name}' is used with {known} axes and with {rank}");
    }

    public CompileException Shape(int node, string message) => new(Descriptors.ShapeMismatch, node, message, Variant.Suffix);
}

/// <summary>The locals of one call.</summary>
internal sealed class Frame(FunctionModel function)
{
    private readonly Symbol?[] slots = new Symbol?[function.Locals.Count];

    public FunctionModel Function { get; } = function;

    /// <summary>Loops around the statement being run.</summary>
    public int LoopDepth { get; set; }

    public Symbol? this[int slot]
    {
        get => slots[slot];
        set => slots[slot] = value;
    }

    public Symbol?[] Save() => (Symbol?[])slots.Clone();

    public void Restore(Symbol?[] saved) => Array.Copy(saved, slots, slots.Length);
}
