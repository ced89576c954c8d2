using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Fla.Tuning;

namespace Fla.Tests.Tuning;

public sealed class ObservabilityTests
{
    private sealed class Listener : EventListener
    {
        public ConcurrentQueue<EventWrittenEventArgs> Events { get; } = new();

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name == "Fla")
                EnableEvents(source, EventLevel.Informational, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.1" });
        }

        protected override void OnEventWritten(EventWrittenEventArgs written)
        {
            if (written.EventSource.Name == "Fla")
                Events.Enqueue(written);
        }

        public string[] Payloads(string name) =>
            [.. Events.Where(e => e.EventName == name).Select(static e => string.Join(' ', e.Payload!))];
    }

    [Fact]
    public void EventsAndCountersTellWhatDispatchDoes()
    {
        FlaEventSource.Log.IsEnabled();
        using Listener listener = new();
        Dispatcher dispatcher = new(Settings.With(Settings.Time(Planted.Slow, 4000), Settings.Time(Planted.Fast, 1000)));
        Problem problem = Planted.Problem(4095);
        dispatcher.Resolve(problem, Planted.Contenders(Planted.Slow, Planted.Fast));
        Assert.Contains(listener.Payloads("VariantChosen"), p => p.StartsWith($"{problem} {Planted.Fast.Id} Tuned", StringComparison.Ordinal));

        long start = Stopwatch.GetTimestamp();
        while (!listener.Events.Any(static e => e.EventName == "EventCounters" && e.Payload![0] is IDictionary<string, object> { } counter
            && counter["Name"] is "calls-tuned" && counter["Increment"] is double and > 0))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "no counter moved");
            dispatcher.TryFind(problem, out _);
            Thread.Sleep(20);
        }
    }

    [Fact]
    public void TuningIsAnActivity()
    {
        ConcurrentQueue<Activity> stopped = new();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == FlaActivities.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        // Everything is known already: no worker is needed to see the span.
        DispatcherSettings settings = Settings.With([.. Planted.All.Select(static v => Settings.Time(v, 1000))]);
        new Tuner(settings).Tune(new PlantedTunable(), new("T=4096,K=64", ElementType.Float32, 1));
        Assert.Contains(stopped, static a => a.OperationName == "tune" && a.GetTagItem("fla.problem") is string text && text.StartsWith("planted f32", StringComparison.Ordinal));
    }
}
