namespace Fla;

/// <summary>Which of a family's recurrences.</summary>
/// <param name="Decay">How the state forgets.</param>
/// <param name="Readout">What a token reads of it.</param>
/// <param name="Erase">What a token takes out of it.</param>
/// <param name="Steps">How many steps a token takes; of a variant 0 for any number.</param>
internal readonly record struct Kind(Decay Decay, Readout Readout = Readout.After, Erase Erase = Erase.Key, int Steps = 1)
{
    /// <summary>Whether what computes this computes that, too.</summary>
    public bool Computes(Kind other) => this == (Steps == 0 ? other with { Steps = 0 } : other);

    public override string ToString() =>
        $"decay {Decay}{(Readout == Readout.After ? "" : $", readout {Readout}")}{(Erase == Erase.Key ? "" : $", erase {Erase}")}"
        + Steps switch { 0 => ", any steps", 1 => "", _ => $", {Steps} steps" };
}

/// <summary>What a variant of a family computes.</summary>
/// <param name="Kind">Which recurrence.</param>
/// <param name="K">The most key channels.</param>
/// <param name="Slice">Columns of V that a program has.</param>
/// <param name="IsChunked">Whether it takes tokens by chunks.</param>
internal readonly record struct Form(Kind Kind, int K, int Slice, bool IsChunked);
