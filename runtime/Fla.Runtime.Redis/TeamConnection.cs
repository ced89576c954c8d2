using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Fla.Tuning;
using StackExchange.Redis;

namespace Fla.Redis;

/// <summary>Connections to the server of an address, which fail early and never try again by themselves.</summary>
internal static class TeamConnection
{
    public const string Secure = "rediss";

    // Nobody waits for it but the thread, and a busy machine is no dead server.
    private const int Patience = 5000;

    // What it would ask a server about itself is no business of a user with least rights.
    private static readonly HashSet<string> Unused =
        ["CLIENT", "CLUSTER", "CONFIG", "INFO", "ROLE", "SENTINEL", "SCRIPT", "SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE"];

    public static int PortOf(TeamAddress address) => address.Port ?? 6379;

    /// <summary>Connects.</summary>
    /// <exception cref="RedisException">The server does not let this user in, or is not the one that it should be.</exception>
    /// <exception cref="IOException">Nothing answers, or the file of certificates cannot be read.</exception>
    public static ConnectionMultiplexer Open(TeamAddress address)
    {
        ConfigurationOptions options = new()
        {
            User = address.User.Length > 0 ? address.User : null,
            Password = address.Password.Length > 0 ? address.Password : null,
            AbortOnConnectFail = true,
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectRetry = 1,
            ConnectTimeout = Patience,
            SyncTimeout = Patience,
            AsyncTimeout = Patience,
            IncludeDetailInExceptions = false,
            TieBreaker = "",
            ConfigurationChannel = "",
            DefaultVersion = new(7, 0),
            CommandMap = CommandMap.Create(Unused, available: false),
        };
        options.EndPoints.Add(address.Host, PortOf(address));
        if (address.Scheme == Secure)
        {
            options.Ssl = true;
            options.SslHost = address.Host;
            if (address.Authority is { } file)
                options.CertificateValidation += Only(Certificates(file));
        }

        Reach(address);
        try
        {
            return ConnectionMultiplexer.Connect(options);
        }
        catch (RedisConnectionException e) when (e is { FailureType: ConnectionFailureType.UnableToConnect, InnerException: null })
        {
            throw new IOException($"{address.Host} accepts connections and does not answer{(options.Ssl ? "" : ": does it want TLS, rediss://?")}", e);
        }
    }

    /// <summary>The client keeps to itself why it cannot connect; the system does not.</summary>
    private static void Reach(TeamAddress address)
    {
        using TcpClient client = new();
        using CancellationTokenSource limit = new(Patience);
        try
        {
            client.ConnectAsync(address.Host, PortOf(address), limit.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new IOException($"{address.Host} does not answer");
        }
        catch (SocketException e)
        {
            throw new IOException($"{address.Host} cannot be reached: {e.Message}");
        }
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new IOException($"{file} holds no certificate");
    }

    private static RemoteCertificateValidationCallback Only(X509Certificate2Collection authorities) => (_, certificate, sent, errors) =>
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using X509Certificate2 own = new(certificate);
        return chain.Build(own);
    };
}
