using System.ComponentModel;

namespace Fla.Tuning;

/// <summary>
/// Has jobs done where a crash does no harm: in a worker process, or, where none can be started, in this one with a journal. A variant
/// that ends the worker is refused, and the job goes on without it.
/// </summary>
internal sealed class TuneHost(Journal? journal, bool forceInProcess = false)
{
    /// <summary>Does a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="rejection">The entry that refuses a variant for a reason, for the journal.</param>
    /// <param name="report">Told what happened, each variant's crash as a rejection.</param>
    /// <param name="politely">Whether at low priority.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Null, or why it could not be done.</returns>
    public string? Run(TuneJob job, Func<string, string, Evidence> rejection, Action<TuneEvent> report, bool politely, CancellationToken cancellation) =>
        forceInProcess || WorkerProcess.Obstacle is not null
            ? RunHere(job, rejection, report, cancellation)
            : RunInWorker(job, report, politely, cancellation);

    private static string? RunInWorker(TuneJob job, Action<TuneEvent> report, bool politely, CancellationToken cancellation)
    {
        string path = TemporaryFile();
        using RunningMark? mark = RunningMark.Open(path);
        job = job with { Mark = mark is null ? "" : path };
        try
        {
            return RunInWorker(job, mark, report, politely, cancellation);
        }
        catch (Win32Exception e)
        {
            return $"no worker process can be started: {e.Message}";
        }
        finally
        {
            if (path.Length > 0)
                File.Delete(path);
        }
    }

    /// <summary>An empty file, or nothing where there is no place for one: then the reports must do.</summary>
    private static string TemporaryFile()
    {
        try
        {
            return Path.GetTempFileName();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? RunInWorker(TuneJob job, RunningMark? mark, Action<TuneEvent> report, bool politely, CancellationToken cancellation)
    {
        while (true)
        {
            mark?.Value = 0;
            string running = "", failure = "";
            bool lost = false;
            List<string> passed = [.. job.Admitted], judged = [];
            string? ending = WorkerProcess.Run(job, Heard, politely, cancellation);
            if (failure.Length > 0)
                return failure;
            if (ending is null)
                return null;
            if (!lost)
            {
                if (mark is { Value: > 0 })
                    running = job.VariantAt(mark.Value - 1);
                if (running.Length == 0)
                    return $"the worker process {ending} before any variant ran";
                report(new(TuneEventKind.Rejected, running) { Text = EvidenceText.Reason($"crashed: the worker process {ending}") });
                judged.Add(running);
                passed.Remove(running);
            }

            job = job with { Gate = [.. job.Gate.Except(judged)], Admitted = [.. passed] };

            void Heard(TuneEvent happened)
            {
                switch (happened.Kind)
                {
                    case TuneEventKind.Gating or TuneEventKind.Timing:
                        running = happened.Variant;
                        break;
                    case TuneEventKind.Admitted:
                        passed.Add(happened.Variant);
                        judged.Add(happened.Variant);
                        break;
                    case TuneEventKind.Rejected:
                        judged.Add(happened.Variant);
                        passed.Remove(happened.Variant);
                        break;
                    case TuneEventKind.Lost:
                        lost = true;
                        break;
                    case TuneEventKind.Failed:
                        failure = happened.Text;
                        break;
                }

                report(happened);
            }
        }
    }

    private string? RunHere(TuneJob job, Func<string, string, Evidence> rejection, Action<TuneEvent> report, CancellationToken cancellation)
    {
        if (journal is null)
            return $"no worker process ({WorkerProcess.Obstacle}) and no folder for a journal";
        string? failure = null;
        try
        {
            TuneWorker.Run(job with { Assembly = "", Paths = [] }, Heard, cancellation);
        }
        catch (IOException e)
        {
            failure = e.Message;
        }
        finally
        {
            journal.End();
        }

        return failure;

        void Heard(TuneEvent happened)
        {
            if (happened.Kind is TuneEventKind.Gating or TuneEventKind.Timing
                && !journal.Begin(rejection(happened.Variant, "crashed the process that ran it")))
            {
                throw new IOException("no worker process, and the journal cannot be written");
            }

            if (happened.Kind == TuneEventKind.Failed)
                failure = happened.Text;
            else if (happened.Kind == TuneEventKind.Lost)
                failure = $"{happened.Variant} took the GPU's context of this process along: start it again";
            report(happened);
        }
    }
}
