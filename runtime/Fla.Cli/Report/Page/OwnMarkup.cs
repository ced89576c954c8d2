namespace Fla.Cli;

/// <summary>Text that is markup already and is written as it is: only what is built into the tool.</summary>
internal sealed record OwnMarkup(string Text);
