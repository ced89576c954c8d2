using System.Text.Json;

namespace Fla.Cli;

/// <summary>The lines of <c>fla list --json</c>: kind <c>op</c>, then kind <c>variant</c>.</summary>
internal static class ListJson
{
    public static void Print(IReadOnlyList<KernelInfo> variants)
    {
        foreach (OpDescriptor op in OpCatalog.All)
            JsonLine.Write(json => Write(json, op));
        foreach (KernelInfo variant in variants)
            JsonLine.Write(json => Write(json, variant));
    }

    private static void Write(Utf8JsonWriter json, OpDescriptor op)
    {
        json.WriteString("kind", "op");
        json.WriteString("op", op.Name);
        json.WriteString("summary", op.Summary);
        json.WriteString("paper", op.Paper);
        json.WriteBoolean("qkL2norm", op.CanNormalizeQk);
        json.WriteBoolean("layers", op.HasLayers);
        Write(json, "inputs", op.Inputs);
        Write(json, "outputs", op.Outputs);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<OpTensor> tensors)
    {
        json.WriteStartArray(name);
        foreach (OpTensor tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("shape", tensor.Shape);
            json.WriteBoolean("optional", tensor.Optional);
            json.WriteBoolean("alwaysFp32", tensor.AlwaysFloat32);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, KernelInfo variant)
    {
        json.WriteString("kind", "variant");
        variant.Write(json);
    }

    /// <summary>A variant's fields, as `list` and `show` write them.</summary>
    public static void Write(this KernelInfo variant, Utf8JsonWriter json)
    {
        json.WriteString("variant", variant.Id);
        json.WriteString("kernel", variant.Kernel);
        json.WriteString("target", TargetName.Of(variant.Target));
        json.WriteString("dtype", DtypeName.Of(variant.Element));
        json.WriteString("hash", variant.ContentHash);
        json.WriteStartObject("constants");
        foreach ((string name, string value) in variant.Constants)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("resources");
        json.WriteNumber("scratchBytes", variant.Resources.ScratchBytes);
        json.WriteNumber("passes", variant.Resources.Passes);
        json.WriteNumber("products", variant.Resources.Products);
        json.WriteFinite("fixedCycles", variant.Resources.FixedCycles);
        json.WriteFinite("loopCycles", variant.Resources.LoopCycles);
        json.WriteNumber("loopStep", variant.Resources.LoopStep);
        json.WriteNumber("threads", variant.Resources.Threads);
        json.WriteNumber("sharedBytes", variant.Resources.SharedBytes);
        json.WriteNumber("minBlocks", variant.Resources.MinBlocks);
        json.WriteEndObject();
    }
}
