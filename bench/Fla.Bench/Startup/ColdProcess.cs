using System.Diagnostics;

namespace Fla.Bench;

/// <summary>A program whose every run is a new process.</summary>
internal sealed record ColdProcess(string Name, string FileName, params string[] Arguments)
{
    /// <summary>Variables that it has beside this process's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Milliseconds from before the process exists to the first line that it writes.</summary>
    /// <exception cref="InvalidOperationException">It wrote nothing, or failed.</exception>
    public double TimeToFirstLine()
    {
        ProcessStartInfo start = new(FileName, Arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in Variables)
            start.Environment[name] = value;
        long before = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string? line = process.StandardOutput.ReadLine();
        double elapsed = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && !string.IsNullOrEmpty(line)
            ? elapsed
            : throw new InvalidOperationException($"{Name}: exit code {process.ExitCode}, first line '{line}'.");
    }

    /// <summary>The median of several runs, after one that is not measured.</summary>
    public double Median()
    {
        TimeToFirstLine();
        double[] times = [.. Enumerable.Range(0, 7).Select(_ => TimeToFirstLine()).Order()];
        return times[times.Length / 2];
    }

    /// <summary>Starts each program in turns, once unmeasured so that its files are in memory.</summary>
    public static Measurement[] Race(int runs, params IReadOnlyList<ColdProcess> programs)
    {
        List<double>[] samples = [.. programs.Select(static _ => new List<double>())];
        foreach (ColdProcess program in programs)
            program.TimeToFirstLine();
        for (int run = 0; run < runs; run++)
        {
            for (int i = 0; i < programs.Count; i++)
                samples[i].Add(programs[i].TimeToFirstLine());
        }

        return [.. programs.Select((program, i) => new Measurement(program.Name, new Samples([.. samples[i].Order()])))];
    }
}
