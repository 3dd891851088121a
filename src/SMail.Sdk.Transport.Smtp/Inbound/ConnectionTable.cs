using System.Net;

namespace SMail.Sdk.Transport.Smtp.Inbound;

/// <summary>The connections there are, and who goes when there are too many.</summary>
internal sealed class ConnectionTable(LmtpListenerOptions options) : IDisposable
{
    // How often we look for one that stalls. It is a pause of the machine, not a time of the protocol.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly SemaphoreSlim places = new(options.MaxConnections);
    private readonly Dictionary<ClientConnection, IPAddress?> taken = [];
    private readonly Lock door = new();

    public IReadOnlyList<ClientConnection> Connections
    {
        get
        {
            lock (door)
                return [.. taken.Keys];
        }
    }

    /// <summary>Waits for a place, for which a connection that stalls is closed.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (!await places.WaitAsync(Pause, cancellationToken).ConfigureAwait(false))
            CutSlowest();
    }

    /// <summary>Takes a place that was waited for; false where the address has too many already.</summary>
    public bool TryAdd(ClientConnection client, EndPoint? peer)
    {
        var address = (peer as IPEndPoint)?.Address;
        lock (door)
        {
            if (taken.Values.Count(other => Equals(other, address)) >= options.MaxConnectionsPerPeer)
                return false;
            taken.Add(client, address);
            return true;
        }
    }

    /// <summary>Gives the place back.</summary>
    /// <param name="client">Who had it; null where it came to nobody.</param>
    public void Leave(ClientConnection? client)
    {
        lock (door)
            if (client is not null)
                taken.Remove(client);
        places.Release();
    }

    public void Dispose() => places.Dispose();

    private void CutSlowest()
    {
        if (Connections.MaxBy(client => client.Lag) is { } slowest && slowest.Lag >= options.StallTime)
            slowest.Cut(ClientEnd.Stalled);
    }
}
