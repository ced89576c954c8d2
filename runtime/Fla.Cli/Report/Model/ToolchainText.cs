namespace Fla.Cli;

/// <summary>Reads a toolchain as keys write it.</summary>
internal static class ToolchainText
{
    /// <summary>The toolchain, or null when the text is none.</summary>
    public static Toolchain? Parse(string text)
    {
        string[] parts = text.Split('+');
        if (parts[0].Split('-') is not ["dotnet", .. var version, var compiler])
            return null;
        var toolchain = new Toolchain
        {
            DotNet = string.Join('-', version),
            Compiler = compiler,
            Ilgpu = Part("ilgpu-"),
            Driver = Part("driver-"),
            PtxIsa = Part("ptx-"),
        };
        return toolchain.ToString() == text ? toolchain : null;

        string Part(string name) => parts.FirstOrDefault(p => p.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? "";
    }
}
