using SMail.Sdk.Transport.Smtp.Replies;

namespace SMail.Sdk.Transport.Smtp.Connections;

/// <summary>Keeps connections for the next message, and counts those to each server.</summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    private const int MaxTransactions = 100;
    private const int MaxIdle = 200;
    private static readonly TimeSpan QuitTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SurelyAlive = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<Destination, Server> servers = [];
    private readonly SmtpTransportOptions options;
    private readonly TimeProvider clock;
    private readonly Connector connector;
    private readonly ITimer sweep;
    private int idle;
    private bool isClosed;

    public ConnectionPool(SmtpTransportOptions options, TimeProvider clock)
    {
        (this.options, this.clock, connector) = (options, clock, new Connector(options, clock));
        sweep = clock.CreateTimer(_ => _ = CloseAsync(TakeIdle(options.IdleTime)), null, options.IdleTime, options.IdleTime);
    }

    /// <summary>A connection for this caller alone, to be given back; waits while the server has as many as it may.</summary>
    /// <param name="destination">The server.</param>
    /// <param name="isFresh">Whether it must be a new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConnectException">There is none to be had.</exception>
    public async ValueTask<Lease> RentAsync(Destination destination, bool isFresh, CancellationToken cancellationToken)
    {
        var server = Enter(destination);
        var hasPlace = false;
        try
        {
            await server.Places.WaitAsync(cancellationToken).ConfigureAwait(false);
            hasPlace = true;
            while (!isFresh && TakeIdle(server) is { } kept)
            {
                if (await IsAliveAsync(kept, cancellationToken).ConfigureAwait(false))
                    return new Lease(kept.Connection, IsReused: true);
                kept.Connection.Dispose();
            }

            return new Lease(await connector.ConnectAsync(destination, cancellationToken).ConfigureAwait(false), IsReused: false);
        }
        catch
        {
            Leave(server, hasPlace);
            throw;
        }
    }

    /// <summary>Takes a connection back. One that might be in doubt is closed.</summary>
    public void Return(SmtpConnection connection)
    {
        var isKept = false;
        lock (gate)
        {
            var server = servers[connection.Destination];
            if (!isClosed && idle < MaxIdle && connection.Transactions < MaxTransactions && connection.IsUsable)
            {
                server.Idle.Push(new Kept(connection, clock.GetTimestamp()));
                idle++;
                isKept = true;
            }

            Leave(server, hasPlace: true);
        }

        if (!isKept)
            _ = CloseAsync([connection]);
    }

    /// <summary>Says goodbye on every connection that is not at work.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
            isClosed = true;
        await sweep.DisposeAsync().ConfigureAwait(false);
        await CloseAsync(TakeIdle(TimeSpan.Zero)).ConfigureAwait(false);
    }

    private Server Enter(Destination destination)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, typeof(SmtpTransport));
            if (!servers.TryGetValue(destination, out var server))
                servers.Add(destination, server = new Server(destination, options.ConnectionsPerServer));
            server.Users++;
            return server;
        }
    }

    private void Leave(Server server, bool hasPlace)
    {
        lock (gate)
        {
            if (hasPlace)
                server.Places.Release();
            server.Users--;
            Forget(server);
        }
    }

    private void Forget(Server server)
    {
        if (server is { Users: 0, Idle.Count: 0 })
            servers.Remove(server.Destination);
    }

    private Kept? TakeIdle(Server server)
    {
        lock (gate)
        {
            if (!server.Idle.TryPop(out var kept))
                return null;
            idle--;
            return kept;
        }
    }

    private List<SmtpConnection> TakeIdle(TimeSpan age)
    {
        var old = new List<SmtpConnection>();
        lock (gate)
        {
            foreach (var server in servers.Values.ToList())
            {
                var kept = server.Idle.Reverse().ToList();
                server.Idle.Clear();
                foreach (var one in kept)
                {
                    if (clock.GetElapsedTime(one.Since) >= age)
                        old.Add(one.Connection);
                    else
                        server.Idle.Push(one);
                }

                Forget(server);
            }

            idle -= old.Count;
        }

        return old;
    }

    private async ValueTask<bool> IsAliveAsync(Kept kept, CancellationToken cancellationToken)
    {
        var age = clock.GetElapsedTime(kept.Since);
        if (age >= options.IdleTime || !kept.Connection.IsUsable)
            return false;
        if (age < SurelyAlive)
            return true;
        using var deadline = new Deadline(QuitTime, clock, cancellationToken);
        try
        {
            await kept.Connection.NoOpAsync(deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && Failures.Explain(e, deadline, "") is not null)
        {
            return false;
        }
        catch
        {
            kept.Connection.Dispose();
            throw;
        }
    }

    private async Task CloseAsync(IReadOnlyList<SmtpConnection> connections)
    {
        using var deadline = new Deadline(QuitTime, clock, CancellationToken.None);
        await Task.WhenAll(connections.Select(connection => CloseAsync(connection, deadline))).ConfigureAwait(false);
    }

    private static async Task CloseAsync(SmtpConnection connection, Deadline deadline)
    {
        try
        {
            await connection.DisconnectAsync(quit: true, deadline.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // a goodbye that nobody hears
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            connection.Dispose();
        }
    }

    /// <summary>A connection on loan.</summary>
    internal readonly record struct Lease(SmtpConnection Connection, bool IsReused);

    private sealed record Kept(SmtpConnection Connection, long Since);

    private sealed class Server(Destination destination, int places)
    {
        public Destination Destination => destination;

        public SemaphoreSlim Places { get; } = new(places);

        public Stack<Kept> Idle { get; } = [];

        public int Users { get; set; }
    }
}
