using Fla.Safetensors;

namespace Fla.Cli;

/// <summary>A safetensors file whose tensors are named like an op's arguments.</summary>
internal sealed class VectorFile : IDisposable
{
    private const string CuSeqlens = "cu_seqlens";

    private readonly SafetensorsFile file;

    public VectorFile(string path)
    {
        if (Directory.Exists(path))
            throw new CliException("this is a folder, not a .safetensors file");
        if (!File.Exists(path))
            throw new CliException("there is no such file");
        Path = path;
        file = SafetensorsFile.Open(path);
    }

    public string Path { get; }

    /// <summary>The op named in the metadata.</summary>
    public string? Op => file.Header.Metadata.GetValueOrDefault("op");

    /// <summary>The layer named in the metadata.</summary>
    public Layer? Layer => file.Header.Metadata.TryGetValue("layer", out string? text) ? LayerName.Parse("the metadata's layer", text) : null;

    public OpInputs Inputs(OpDescriptor op, ElementType element)
    {
        CheckNames(op);
        return new OpInputs
        {
            ElementType = element,
            Tensors = op.Inputs.Where(t => Has(t.Name)).ToDictionary(t => t.Name, t => Read(t.Name)),
            CuSeqlens = Has(CuSeqlens) ? file.ReadInt64s(Entry(CuSeqlens)) : null,
        };
    }

    public bool Has(string tensor) => file.Header.Entries.ContainsKey(tensor);

    public NamedTensor Read(string tensor) => new([.. Entry(tensor).Shape], file.ReadSingles(Entry(tensor)));

    /// <summary>Tensors that mean nothing to the op; gradients and their seeds (<c>grad_*</c>, <c>do</c>, <c>dht</c>) belong to the format.</summary>
    public IEnumerable<string> Ignored(OpDescriptor op) => file.Header.Entries.Keys
        .Where(name => !name.StartsWith("grad_", StringComparison.Ordinal) && name != CuSeqlens)
        .Except(op.Inputs.Select(t => t.Name))
        .Except(op.Outputs.SelectMany(t => new[] { t.Name, $"d{t.Name}" }))
        .Order(StringComparer.Ordinal);

    public void Dispose() => file.Dispose();

    private SafetensorsEntry Entry(string tensor) => file.Header.Entries[tensor];

    private void CheckNames(OpDescriptor op)
    {
        if (op.Inputs.FirstOrDefault(t => !t.Optional && !Has(t.Name)) is not { } missing)
            return;
        string[] close = [.. Ignored(op).Where(name => CloseMatch.Distance(name, missing.Name) <= 2).Take(1)];
        throw new CliException(
            $"there is no tensor {missing.Name} {missing.Shape}, which {op.Name} needs"
            + (close is [string other] ? $": is it the one called {Printable.Quote(other)}?" : ""));
    }
}
