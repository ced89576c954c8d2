using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fla.Tests.Redis;

/// <summary>Gives the same answer to whoever connects and whatever is said; nothing to end a connection at once.</summary>
internal sealed class Liar : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    public Liar(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    public int Port { get; }

    public void Dispose() => _listener.Dispose();

    private async Task Accept()
    {
        while (true)
            _ = Answer(await _listener.AcceptTcpClientAsync());
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            byte[] said = new byte[4096];
            while (_answer.Length > 0 && await client.GetStream().ReadAsync(said) > 0)
                await client.GetStream().WriteAsync(_answer);
        }
    }
}
