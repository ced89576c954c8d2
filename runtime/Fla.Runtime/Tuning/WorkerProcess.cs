using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fla.Tuning;

/// <summary>
/// A second process of this program that does jobs and reports over its standard output. A variant that crashes it takes nothing
/// else down; and when this process ends, the end of its standard input ends the worker.
/// </summary>
internal static class WorkerProcess
{
    /// <summary>The environment variable that makes a process a worker.</summary>
    public const string Variable = "FLA_WORKER";

    private const int CrashedQuietly = 250;

    /// <summary>The longest silence of a worker: one variant in the gate, or one round of a race.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Why no worker can be started in this process, or null.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is the answer that is looked for.")]
    public static string? Obstacle { get; } =
        !RuntimeFeature.IsDynamicCodeSupported ? "a program compiled ahead of time has no startup hooks"
        : AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out bool supported) && !supported ? "startup hooks are switched off in this program"
        : typeof(WorkerProcess).Assembly.Location.Length == 0 ? "a single-file program has no assembly to start from"
        : Environment.ProcessPath is null ? "the path of this process is unknown"
        : null;

    /// <summary>Does a job in a worker.</summary>
    /// <param name="job">The job.</param>
    /// <param name="report">Told what the worker reports.</param>
    /// <param name="politely">Whether the worker runs at lower priority.</param>
    /// <param name="cancellation">Kills the worker.</param>
    /// <returns>Null when the job was done; else how the worker ended.</returns>
    public static string? Run(TuneJob job, Action<TuneEvent> report, bool politely, CancellationToken cancellation)
    {
        using Process process = Start(politely);
        using CancellationTokenRegistration killing = cancellation.Register(() => Kill(process));
        bool done = false;
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(job, TuneJson.Default.TuneJob));
            process.StandardInput.Flush();
            while (Read(process) is { } line)
            {
                TuneEvent? happened = Parse(line);
                if (happened is null)
                    continue;
                if (happened.Kind == TuneEventKind.Done)
                    done = true;
                report(happened);
            }
        }
        catch (IOException)
        {
            // The worker died while it was spoken to; how, its exit code tells.
        }
        catch (TimeoutException)
        {
            Kill(process);
            return $"was silent for {Patience.TotalSeconds:0} s";
        }

        Close(process);
        cancellation.ThrowIfCancellationRequested();
        return done ? null : $"ended with exit code {process.ExitCode}";
    }

    /// <summary>The worker's side: jobs come in, reports go out, until the input ends.</summary>
    public static int Serve()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        using StreamReader input = new(Console.OpenStandardInput());
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        // What kernels and tunables print must not get between the reports.
        Console.SetOut(TextWriter.Null);
        if (input.ReadLine() is not { } line || JsonSerializer.Deserialize(line, TuneJson.Default.TuneJob) is not { } job)
            return CrashedQuietly;
        // Ctrl-C goes to every process at a terminal. A worker that ended by it would look as if a variant had crashed it.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        Thread watch = new(() => EndWithParent(input)) { IsBackground = true };
        watch.Start();
        try
        {
            TuneWorker.Run(job, Report, CancellationToken.None);
        }
        catch (Exception e)
        {
            Report(new(TuneEventKind.Failed) { Text = EvidenceText.Reason($"{e.GetType().Name}: {e.Message}") });
        }

        return 0;

        void Report(TuneEvent happened) => output.WriteLine(JsonSerializer.Serialize(happened, TuneJson.Default.TuneEvent));
    }

    private static void EndWithParent(StreamReader input)
    {
        while (input.ReadLine() is not null)
        {
        }

        Environment.Exit(CrashedQuietly);
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Obstacle has refused single-file programs.")]
    private static Process Start(bool politely)
    {
        string self = Environment.ProcessPath!;
        ProcessStartInfo start = new(self)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            // The first dependency file is the program's, also when a host such as a test runner started it.
            string? dependencies = (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(Path.PathSeparator, ';')[0];
            string entry = Assembly.GetEntryAssembly()?.Location ?? typeof(WorkerProcess).Assembly.Location;
            start.ArgumentList.Add("exec");
            if (dependencies is { Length: > 0 } && dependencies.EndsWith(".deps.json", StringComparison.Ordinal))
            {
                string configuration = string.Concat(dependencies.AsSpan(0, dependencies.Length - ".deps.json".Length), ".runtimeconfig.json");
                if (File.Exists(configuration))
                {
                    start.ArgumentList.Add("--runtimeconfig");
                    start.ArgumentList.Add(configuration);
                }

                start.ArgumentList.Add("--depsfile");
                start.ArgumentList.Add(dependencies);
            }

            start.ArgumentList.Add(entry);
        }

        start.Environment[Variable] = "1";
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(WorkerProcess).Assembly.Location;
        start.Environment["FLA_TUNE"] = "off";
        // A crash is an answer here, not an incident: no dump is wanted.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The worker process did not start.");
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        if (politely)
            Quieten(process);
        return process;
    }

    private static void Quieten(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.Idle;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already, or must not be changed: then it runs as it is.
        }
    }

    private static string? Read(Process process)
    {
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        return line.Wait(Patience) ? line.Result : throw new TimeoutException();
    }

    private static TuneEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TuneJson.Default.TuneEvent);
        }
        catch (JsonException)
        {
            // The program's own hooks may print.
            return null;
        }
    }

    private static void Close(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The worker has closed its end.
        }

        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
            Kill(process);
        process.WaitForExit();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }
}
