using System.Reflection;

namespace Fla.Generators.Tests.Support;

/// <summary>The arguments of one run, in guarded memory. Equal arguments give equal contents.</summary>
internal sealed class Memory : IDisposable
{
    private readonly List<GuardedTensor> tensors = [];

    public Memory(ParameterInfo[] parameters, Argument[] arguments)
    {
        Assert.Equal(parameters.Length, arguments.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            Type type = parameters[i].ParameterType;
            if (arguments[i].Scalar is { } scalar)
            {
                Values.Add(scalar);
            }
            else if (arguments[i].Shape is null)
            {
                Values.Add(Activator.CreateInstance(type)!);
            }
            else
            {
                bool output = type.GetGenericTypeDefinition() == typeof(Out<>);
                GuardedTensor tensor = GuardedTensor.Create(type.GetGenericArguments()[0], parameters[i].Name!, output, arguments[i], seed: i + 1);
                tensors.Add(tensor);
                Values.Add(tensor.View);
            }
        }
    }

    public List<object> Values { get; } = [];

    /// <summary>How the outputs differ from the expected ones; null when they agree.</summary>
    public string? Difference(Memory expected, double tolerance) => tensors
        .Zip(expected.tensors, (actual, wanted) => actual.IsOutput
            ? Compare.Explain(actual.Name, wanted.Shape, wanted.Elements(), actual.Elements(), tolerance) ?? Compare.Coverage(actual.Name, wanted.Shape, wanted.Written(), actual.Written())
            : null)
        .FirstOrDefault(static difference => difference is not null);

    /// <summary>Which tensor was written outside its elements, or at all if it is an input.</summary>
    public string? Trespass() => tensors.Where(static t => !t.IsIntact()).Select(static t => $"memory around or in '{t.Name}' was overwritten").FirstOrDefault();

    public void Dispose() => tensors.ForEach(static t => t.Dispose());
}
