using System.Globalization;

namespace Fla.Cuda.Tests.Emulator;

/// <summary>A kernel's instructions in a row: registers and labels are numbers, inner scopes are dissolved.</summary>
internal sealed class PtxProgram
{
    private readonly Dictionary<string, int> _registers = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly Dictionary<string, long> _locals = [];
    private readonly List<PtxInstruction> _instructions = [];

    private PtxProgram(PtxFunction function)
    {
        Function = function;
        Flatten(function.Body!, "");
        Steps = [.. _instructions.Select((instruction, i) => PtxDecoder.Decode(this, instruction, i))];
    }

    public PtxFunction Function { get; }

    public PtxStep[] Steps { get; }

    public int Registers => _registers.Count;

    public int LocalBytes { get; private set; }

    public static PtxProgram Of(string text) => new(PtxParser.Parse(text).Functions.Single(static f => f.IsEntry));

    public int Register(string name) => _registers.TryGetValue(name, out int index) ? index : _registers[name] = _registers.Count;

    public bool IsRegister(string name) => name[0] == '%' || _registers.ContainsKey(name);

    public int Label(string name) => _labels[name];

    public bool TryLocal(string name, out long offset) => _locals.TryGetValue(name, out offset);

    private void Flatten(PtxBlock block, string scope)
    {
        Dictionary<string, string> inner = [];
        foreach (PtxStatement statement in block.Statements)
        {
            switch (statement)
            {
                case PtxRegisters registers when scope.Length > 0:
                    foreach (PtxRegisterName name in registers.Names)
                        Register(inner[name.Name] = $"%{name.Name}{scope}");
                    break;
                case PtxVariable variable:
                    _locals[variable.Name] = LocalBytes;
                    LocalBytes += (int)((variable.Length ?? 8) + 15) / 16 * 16;
                    break;
                case PtxLabel label:
                    _labels[label.Name] = _instructions.Count;
                    break;
                case PtxInstruction instruction:
                    _instructions.Add(inner.Count == 0 ? instruction : instruction with
                    {
                        Predicate = instruction.Predicate?.Rename(n => inner.GetValueOrDefault(n, n)),
                        Operands = [.. instruction.Operands.Select(o => o.Rename(n => inner.GetValueOrDefault(n, n)))],
                    });
                    break;
                case PtxBlock nested:
                    Flatten(nested, string.Create(CultureInfo.InvariantCulture, $"{scope}_{_instructions.Count}"));
                    break;
            }
        }
    }
}

/// <summary>How an instruction ends.</summary>
internal enum PtxFlow
{
    Next,

    /// <summary>All threads of a warp do it together.</summary>
    Warp,

    /// <summary>All threads of a block, or as many as are named, meet.</summary>
    Block,

    /// <summary>A warp tells those who wait at a barrier that it has come, and goes on.</summary>
    Arrive,

    Branch,
    Return,
}

/// <summary>A decoded instruction.</summary>
/// <param name="Flow">What happens after it.</param>
/// <param name="Runs">Whether a thread runs it; null for always.</param>
/// <param name="Run">What one thread does; null for those of a warp.</param>
/// <param name="RunWarp">What a warp does.</param>
/// <param name="Target">Where a branch leads.</param>
/// <param name="Text">The instruction, for messages.</param>
internal sealed record PtxStep(PtxFlow Flow, Func<PtxThread, bool>? Runs, Action<PtxThread>? Run, Action<PtxThread[]>? RunWarp, Func<int>? Target, string Text)
{
    /// <summary>Of a barrier: its number, and how many threads wait at it (0: all of the block).</summary>
    public Func<PtxThread, (int Id, int Threads)>? Barrier { get; init; }
}
