using Fla.Generators.Ir;
using Fla.Generators.Model;
using Fla.Generators.Plan;
using Fla.Generators.Specialise;
using Fla.Generators.Support;

namespace Fla.Generators.Lower.Cpu;

/// <summary>One variant at one vector width: the body that walks the chunks, and a method for each pass.</summary>
internal sealed class KernelEmitter
{
    private readonly KernelPlan plan;
    private readonly VectorWidth width;
    private readonly Names names = new();
    private readonly PassPool pool;
    private readonly CodeWriter body = new(indent: 4);
    private readonly ScalarEmitter scalars;
    private readonly MemoryEmitter memory;
    private readonly Func<string, string> elementOf;

    private KernelEmitter(TemplateModel template, Variant variant, KernelPlan plan, VectorWidth width, PassPool pool)
    {
        this.pool = pool;
        this.plan = plan;
        this.width = width;
        elementOf = element => element == template.ElementParameter ? variant.Element : element;
        memory = new MemoryEmitter(template, elementOf);
        scalars = new ScalarEmitter(template, names, Element);
    }

    /// <summary>The body of one program; its passes go to the pool.</summary>
    public static string Emit(TemplateModel template, Variant variant, KernelPlan plan, VectorWidth width, PassPool pool)
    {
        KernelEmitter emitter = new(template, variant, plan, width, pool);
        emitter.Buffers();
        emitter.Steps(plan.Steps);
        return emitter.body.ToString();
    }

    private void Buffers()
    {
        foreach (Plan.Buffer buffer in plan.Buffers.All)
        {
            string held = string.Join(", ", buffer.Values.Select(static v => v.Name).Where(static n => n is not null).Distinct());
            body.Line($"float* {names.Buffer(buffer)} = scratch + {buffer.Offset}; // {buffer.Type}{(held.Length > 0 ? " " + held : "")}");
        }
    }

    private void Steps(IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            switch (step)
            {
                case ScalarStep scalar:
                    Scalar(scalar.Op);
                    break;
                case ForStep loop:
                    Loop(loop);
                    break;
                case IfStep branch:
                    Branch(branch);
                    break;
                case Pass pass:
                    Emit(pass);
                    break;
            }
        }
    }

    private void Scalar(Op op)
    {
        string expression = scalars.Expression(op);
        string name = names.Define(op.Result);
        body.Line($"{ScalarEmitter.TypeName(op.Result)} {name} = {expression};{Comment(op.Result)}");
    }

    private static string Comment(Value value) => value.Name is null ? "" : $" // {value.Name}";

    private string Element(Value value)
    {
        Op op = value.Definition!;
        Pointers pointers = new(plan, names);
        Place place = pointers.OfSlice(value);
        return $"*({pointers.Arguments})";
    }

    private void Emit(Pass pass)
    {
        PassMethod method = new(plan, width, names, pass.GetType().Name.Replace("Pass", ""));
        switch (pass)
        {
            case LoadPass load:
                memory.EmitLoad(method, load);
                break;
            case StorePass store:
                memory.EmitStore(method, store);
                break;
            case ElementwisePass elementwise:
                ElementwiseEmitter.Emit(method, elementwise);
                break;
            case ProductPass product:
                ProductEmitter.Emit(method, product);
                break;
            case SolvePass solve:
                SolveEmitter.Emit(method, solve);
                break;
            case RearrangePass rearrange:
                RearrangeEmitter.Emit(method, rearrange);
                break;
        }

        body.Line(method.Emit(pool));
    }

    private bool IsLocal(Value value) => !value.IsTile || plan.Storage.Of(value) == Storage.Local;

    private IEnumerable<int> Carried(Op op) => Enumerable.Range(0, op.Results.Count).Where(i => IsLocal(op.Results[i]) && plan.Uses.IsNeeded(op.Results[i]));

    private void Loop(ForStep step)
    {
        Op op = step.Op;
        Region region = op.Regions[0];
        List<int> carried = Carried(op).ToList();
        foreach (int i in carried)
        {
            string initial = names.Scalar(op.Arguments[i + 3]);
            string name = names.Define(region.Arguments[i + 1]);
            names.Alias(op.Results[i], name);
            body.Line($"{ScalarEmitter.TypeName(op.Results[i])} {name} = {initial};{Comment(op.Results[i])}");
        }

        Copies(step.Entry);
        string start = names.Scalar(op.Arguments[0]);
        string limit = names.Scalar(op.Arguments[1]);
        string increment = names.Scalar(op.Arguments[2]);
        string variable = names.Define(region.Arguments[0]);
        string comparison = op.Attribute switch { "Less" => "<", "LessOrEqual" => "<=", "Greater" => ">", _ => ">=" };
        body.Open($"for ({ScalarEmitter.TypeName(region.Arguments[0])} {variable} = {start}; {variable} {comparison} {limit}; {variable} += {increment}){Comment(region.Arguments[0])}");
        Steps(step.Body);
        Copies(step.Back);
        Assign(carried.Select(i => (names.Scalar(region.Arguments[i + 1]), names.Scalar(region.Yields[i]))).ToList());
        body.Close();
    }

    private void Branch(IfStep step)
    {
        Op op = step.Op;
        List<int> carried = Carried(op).ToList();
        string condition = names.Scalar(op.Arguments[0]);
        foreach (int i in carried)
            body.Line($"{ScalarEmitter.TypeName(op.Results[i])} {names.Define(op.Results[i])};{Comment(op.Results[i])}");
        body.Open($"if ({condition})");
        Arm(step.Then, step.ThenCopies, op.Regions[0]);
        body.Close();
        if (step.Else.Count > 0 || step.ElseCopies.Count > 0 || carried.Count > 0)
        {
            body.Open("else");
            Arm(step.Else, step.ElseCopies, op.Regions[1]);
            body.Close();
        }

        void Arm(List<Step> steps, List<Copy> copies, Region region)
        {
            Steps(steps);
            Copies(copies);
            foreach (int i in carried)
                body.Line($"{names.Scalar(op.Results[i])} = {names.Scalar(region.Yields[i])};");
        }
    }

    /// <summary>Carried scalars change together.</summary>
    private void Assign(List<(string Target, string Source)> pairs)
    {
        pairs.RemoveAll(static p => p.Target == p.Source);
        if (pairs.Count == 1)
            body.Line($"{pairs[0].Target} = {pairs[0].Source};");
        else if (pairs.Count > 1)
            body.Line($"({string.Join(", ", pairs.Select(static p => p.Target))}) = ({string.Join(", ", pairs.Select(static p => p.Source))});");
    }

    private void Copies(List<Copy> copies)
    {
        bool trade = plan.Buffers.Trade(copies);
        int shadow = plan.Buffers.ShadowOffset;
        if (trade)
        {
            foreach (Copy copy in copies)
            {
                Plan.Buffer source = plan.Buffers.Of(copy.Source);
                body.Line($"Lanes.Copy({names.Buffer(source)}, scratch + {shadow}, {source.Length});");
                shadow += source.Length;
            }

            shadow = plan.Buffers.ShadowOffset;
        }

        foreach (Copy copy in copies)
        {
            Plan.Buffer target = plan.Buffers.Of(copy.Target);
            string source = trade ? $"scratch + {shadow}" : names.Buffer(plan.Buffers.Of(copy.Source));
            shadow += target.Length;
            body.Line($"Lanes.Copy({source}, {names.Buffer(target)}, {target.Length});");
        }
    }
}
