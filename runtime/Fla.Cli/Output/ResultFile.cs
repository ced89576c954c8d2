using Fla.Safetensors;

namespace Fla.Cli;

/// <summary>Writes an op's outputs: o in the element type that was computed, states in float32, and what made them.</summary>
internal static class ResultFile
{
    /// <summary>Finds out before a long run that there is nowhere to put its result.</summary>
    public static void CheckPath(string path)
    {
        if (Directory.Exists(path))
            throw new CliException($"--output {path} is a folder: name a file in it");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new CliException($"--output {path}: there is no folder {folder}");
    }

    public static void Write(string path, OpDescriptor op, RunReport report)
    {
        SafetensorsDtype element = report.Execution.Element switch
        {
            ElementType.BFloat16 => SafetensorsDtype.BF16,
            ElementType.Float16 => SafetensorsDtype.F16,
            _ => SafetensorsDtype.F32,
        };
        IEnumerable<SafetensorsTensor> tensors = op.Outputs
            .Where(t => report.Outputs.Tensors.ContainsKey(t.Name))
            .Select(t => SafetensorsTensor.FromSingles(
                t.Name,
                t.AlwaysFloat32 ? SafetensorsDtype.F32 : element,
                report.Outputs.Tensors[t.Name].Shape,
                report.Outputs.Tensors[t.Name].Values));
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            ["op"] = report.Run.Op,
            ["target"] = TargetName.Of(report.Run.Target),
            ["variant"] = report.Run.Variant,
            ["hash"] = report.Run.ContentHash,
        });
    }
}
