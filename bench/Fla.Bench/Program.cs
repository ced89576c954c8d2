using System.CommandLine;
using Fla.Bench;

return new RootCommand("How fast the ops are: against other implementations, from a cold start, and around the kernel.")
{
    PeersCommand.Create(),
    StartupCommand.Create(),
    DispatchCommand.Create(),
    SuitesCommand.Create(),
    RegretCommand.Create(),
    StoreCommand.Create(),
    TeamCommand.Create(),
}.Parse(args).Invoke();
