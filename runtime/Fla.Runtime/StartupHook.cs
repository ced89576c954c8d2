using Fla.Tuning;

/// <summary>
/// The worker's way in: .NET calls this before the entry point of the program named by <c>DOTNET_STARTUP_HOOKS</c>, so a second process of
/// the same program has its assemblies and runs none of its code. It does nothing in a process that is no worker.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(WorkerProcess.Variable) is "1")
            Environment.Exit(WorkerProcess.Serve());
    }
}
