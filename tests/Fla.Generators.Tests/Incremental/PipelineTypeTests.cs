using System.Reflection;
using Fla.Generators.Diagnostics;
using Fla.Generators.Model;
using Fla.Generators.Packages;
using Fla.Generators.Parse;
using Fla.Generators.Specialise;
using Microsoft.CodeAnalysis.Text;

namespace Fla.Generators.Tests.Incremental;

/// <summary>What passes between steps holds no symbol, syntax or compilation: it would keep whole compilations alive.</summary>
public sealed class PipelineTypeTests
{
    [Fact]
    public void HoldNothingOfRoslyn()
    {
        HashSet<Type> reached = [];
        foreach (Type root in new[] { typeof(ParsedTemplate), typeof(TemplateModel), typeof(BoundTemplate), typeof(TemplateFindings), typeof(CompilerOptions), typeof(TemplateFile), typeof(PackagedTemplate) })
            Reach(root, reached);
        Assert.Contains(typeof(InvokeExpr), reached);
        Assert.Contains(typeof(TextSpan), reached);
        Assert.DoesNotContain(reached, static t => t != typeof(TextSpan) && t.Assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
    }

    /// <summary>Classes among them are records or compare by value, so that equal contents are cached.</summary>
    [Fact]
    public void CompareByValue()
    {
        HashSet<Type> reached = [];
        Reach(typeof(ParsedTemplate), reached);
        Reach(typeof(BoundTemplate), reached);
        Reach(typeof(TemplateFile), reached);
        Reach(typeof(PackagedTemplate), reached);
        Assert.All(
            reached.Where(static t => t.Assembly == typeof(TemplateModel).Assembly && !t.IsEnum),
            static t => Assert.Contains(t.GetMethods(), m => m.Name == "Equals" && m.GetParameters() is [{ ParameterType: var p }] && p == t));
    }

    private static void Reach(Type type, HashSet<Type> reached)
    {
        if (type.IsGenericParameter || !reached.Add(type))
            return;
        foreach (Type argument in type.GetGenericArguments())
            Reach(argument, reached);
        if (type.HasElementType)
            Reach(type.GetElementType()!, reached);
        if (type.Assembly != typeof(TemplateModel).Assembly)
            return;
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            Reach(field.FieldType, reached);
        foreach (Type derived in type.Assembly.GetTypes().Where(t => t.BaseType == type))
            Reach(derived, reached);
    }
}
