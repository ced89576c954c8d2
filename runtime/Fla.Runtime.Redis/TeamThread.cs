using System.Collections.Concurrent;
using Fla.Tuning;

namespace Fla.Redis;

/// <summary>The one thread of a store that waits for the server, again and again, until the store is closed.</summary>
internal sealed class TeamThread
{
    private readonly TeamAddress _address;
    private readonly TeamExchange _exchange;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly Backoff _backoff = new();
    private volatile TeamServer? _server;
    private volatile string? _problem;
    private volatile bool _ending;
    private volatile int _state = (int)TeamState.Connecting;

    public TeamThread(TeamAddress address, TeamExchange exchange)
    {
        (_address, _exchange) = (address, exchange);
        _thread = new(Run) { IsBackground = true, Name = "Fla team store" };
        _thread.Start();
    }

    /// <summary>Set when the server was read once, or could not be.</summary>
    public ManualResetEventSlim Tried { get; } = new();

    public TeamState State => (TeamState)_state;

    /// <summary>Why the server cannot be used, or null.</summary>
    public string? Problem => _problem;

    /// <summary>There is something to send: what is for a server that cannot be reached waits for the next attempt.</summary>
    public void Wake()
    {
        if (State != TeamState.Offline)
            _wake.Release();
    }

    /// <summary>Has a round made now, and then something done with the server. Null, or why it could not be done in time.</summary>
    public string? Do(Action<TeamServer> work, TimeSpan limit)
    {
        Request request = new(work);
        _requests.Enqueue(request);
        _wake.Release();
        // A request that came when the thread had ended is never heard.
        if (_ending || !request.Done.Task.Wait(limit))
            return _problem ?? (_ending ? "the store is closed" : $"the server did not answer within {limit.TotalSeconds:0.#} s");
        return request.Done.Task.Result;
    }

    /// <summary>Ends it, and waits until what is owed was sent and what was read is kept, or the time is over. Without either nobody waits.</summary>
    public void End(TimeSpan patience)
    {
        _ending = true;
        _wake.Release();
        if (State != TeamState.Offline && (_exchange.Owes || _exchange.IsUnsaved))
            _thread.Join(patience);
    }

    private void Run()
    {
        _exchange.Load();
        while (!_ending)
        {
            Request[] requests = Waiting();
            if (requests.Length > 0)
                _exchange.Begin();
            string? problem = Attempt(requests);
            Tried.Set();
            // What could not be reached just now need not be tried again for those who asked meanwhile.
            foreach (Request request in problem is null ? requests : [.. requests, .. Waiting()])
                request.Done.TrySetResult(problem ?? request.Problem);
            Sleep(problem is null ? _address.Every : _backoff.Next());
        }

        if (_server is not null && _exchange.Owes)
            Attempt([]);
        _exchange.Save(TimeSpan.Zero);
        Drop();
    }

    /// <summary>One round. Whatever goes wrong is a reason to try later: nothing may end a thread of somebody else's program.</summary>
    private string? Attempt(Request[] requests)
    {
        try
        {
            if (_server is null)
            {
                _server = new(_address);
                _exchange.Begin();
            }

            _exchange.Round(_server, Tried.Set);
            foreach (Request request in requests)
                request.Answer(_server, _address);
            (_state, _problem) = ((int)TeamState.Online, null);
            _backoff.Reset();
        }
        catch (Exception e)
        {
            string problem = TeamFault.Describe(e, _address);
            if (_problem is null)
                FlaEventSource.Log.Degraded($"The team's server {_address} cannot be used: {problem}.");
            (_state, _problem) = ((int)TeamState.Offline, problem);
            Drop();
        }

        return _problem;
    }

    private void Drop()
    {
        try
        {
            _server?.Dispose();
        }
        catch (Exception e)
        {
            FlaEventSource.Log.Degraded($"The connection to {_address} did not close: {TeamFault.Describe(e, _address)}.");
        }

        _server = null;
    }

    private Request[] Waiting()
    {
        List<Request> waiting = [];
        while (_requests.TryDequeue(out Request? request))
            waiting.Add(request);
        return [.. waiting];
    }

    private void Sleep(TimeSpan time)
    {
        while (_wake.Wait(time))
        {
            // Somebody was served already, or adds to what waits for a server that cannot be reached.
            if (_ending || !_requests.IsEmpty || (State == TeamState.Online && _exchange.Owes))
                return;
        }
    }

    /// <summary>Something to be done with the server once it can be reached.</summary>
    private sealed class Request(Action<TeamServer> work)
    {
        public TaskCompletionSource<string?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Problem { get; private set; }

        public void Answer(TeamServer server, TeamAddress address)
        {
            try
            {
                work(server);
            }
            catch (Exception e) when (TeamFault.IsRefusal(e))
            {
                Problem = TeamFault.Describe(e, address);
            }
        }
    }
}
