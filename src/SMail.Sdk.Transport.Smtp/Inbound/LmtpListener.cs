using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SMail.Sdk.Delivery;
using SMail.Sdk.Transport.Smtp.Inbound;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>Takes mail from a mail server in front (Postfix, Exim, OpenSMTPD) over LMTP (RFC 2033) and hands it to an inbox while it comes in. Nothing is kept in between.</summary>
/// <remarks>
/// Only CR LF dot CR LF ends a message. A message with a CR or an LF alone, with the byte zero, or with a line that is too long is refused for all its recipients
/// (554 5.6.0), after its end. When all connections are taken, the one that let us wait longest is closed for a new one (<see cref="LmtpListenerOptions.StallTime"/>).
/// </remarks>
public sealed partial class LmtpListener : IAsyncDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(500);

    private readonly IInbox inbox;
    private readonly LmtpListenerOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly ConnectionTable table;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource breaking = new();
    private readonly ConcurrentDictionary<ClientConnection, (LmtpSession Session, Task Work)> sessions = new();
    private Socket? listener;
    private Task accepting = Task.CompletedTask;
    private int isDisposed;

    /// <summary>Takes the choices, which must not be changed any more.</summary>
    /// <param name="inbox">Where mail goes: <see cref="SMailServer.Inbox"/>. It must live longer than the listener.</param>
    /// <param name="options">The choices.</param>
    /// <param name="clock">The time; null for the system's.</param>
    /// <param name="loggerFactory">Where faults go; null for nowhere.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public LmtpListener(IInbox inbox, LmtpListenerOptions options, TimeProvider? clock = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(inbox);
        ArgumentNullException.ThrowIfNull(options);
        LmtpListenerOptionsCheck.Check(options);
        (this.inbox, this.options, this.clock) = (inbox, options, clock ?? TimeProvider.System);
        EndPoint = options.EndPoint;
        logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<LmtpListener>();
        table = new ConnectionTable(options);
    }

    /// <summary>Where it listens: once it is started with the port that it got.</summary>
    public EndPoint EndPoint { get; private set; }

    /// <summary>Begins to listen; returns when clients can connect.</summary>
    /// <exception cref="SocketException">The address is in use, or not ours.</exception>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isDisposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (listener is not null)
            throw new InvalidOperationException("The listener was started before.");
        listener = ListeningSocket.Open(options.EndPoint, options.SocketMode, Backlog);
        EndPoint = listener.LocalEndPoint ?? options.EndPoint;
        accepting = AcceptAsync(listener);
        return Task.CompletedTask;
    }

    /// <summary>Stops listening, says goodbye to whoever brings no message, and lets the others finish for a time (<see cref="LmtpListenerOptions.StopTime"/>).</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        listener?.Dispose();
        await accepting.ConfigureAwait(false);
        foreach (var (client, (session, _)) in sessions)
            if (!session.IsInData)
                client.Cut(ClientEnd.Stopping);
        var work = Task.WhenAll(sessions.Values.Select(entry => entry.Work));
        try
        {
            await work.WaitAsync(options.StopTime, clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (var client in table.Connections)
                client.Cut(ClientEnd.Stopping);
            await breaking.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
        }

        table.Dispose();
        stopping.Dispose();
        breaking.Dispose();
    }

    private async Task AcceptAsync(Socket from)
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket? socket = null;
            try
            {
                socket = await from.AcceptAsync(stopping.Token).ConfigureAwait(false);
                await table.EnterAsync(stopping.Token).ConfigureAwait(false);
                Begin(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                socket?.Dispose();
                return;
            }
            catch (IOException)
            {
                // The client was gone before its turn came.
                socket?.Dispose();
            }
            catch (SocketException e)
            {
                // As with too many open files: it does not get better at once.
                socket?.Dispose();
                LogAcceptFault(logger, e.SocketErrorCode);
                await Task.Delay(AcceptPause, clock, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Begin(Socket socket)
    {
        var peer = FindPeer(socket);
        ClientConnection client;
        try
        {
            client = new ClientConnection(socket, clock, options.CommandTime);
        }
        catch
        {
            table.Leave(null);
            throw;
        }

        var session = new LmtpSession(client, peer, inbox, options, logger);
        var isWelcome = table.TryAdd(client, peer);
        var begin = new TaskCompletionSource();
        var work = Task.Run(async () =>
        {
            await begin.Task.ConfigureAwait(false);
            await ServeAsync(client, session, isWelcome).ConfigureAwait(false);
        });
        sessions[client] = (session, work);
        begin.SetResult();
    }

    private async Task ServeAsync(ClientConnection client, LmtpSession session, bool isWelcome)
    {
        try
        {
            if (isWelcome)
                await session.RunAsync(stopping.Token, breaking.Token).ConfigureAwait(false);
            else
                await client.SayGoodbyeAsync("421 4.7.0 There are too many connections from your address.").ConfigureAwait(false);
        }
        catch (ClientGoneException e) when (e.End == ClientEnd.Closed)
        {
            // Nobody is there to be told.
        }
        catch (ClientGoneException e)
        {
            await client.SayGoodbyeAsync(e.End switch
            {
                ClientEnd.TimedOut => "421 4.4.2 The time is over.",
                ClientEnd.Stalled => "421 4.4.2 Others wait; come again when you are ready.",
                _ => "421 4.3.2 The mail system stops.",
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (breaking.IsCancellationRequested)
        {
            await client.SayGoodbyeAsync("421 4.3.2 The mail system stops.").ConfigureAwait(false);
        }
#pragma warning disable CA1031 // one connection's fault must not end the listener
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSessionFault(logger, e.GetType().Name);
        }
        finally
        {
            client.Dispose();
            sessions.TryRemove(client, out _);
            table.Leave(client);
        }
    }

    private static EndPoint? FindPeer(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning, Message = "A connection could not be accepted: {Fault}.")]
    private static partial void LogAcceptFault(ILogger logger, SocketError fault);

    [LoggerMessage(EventId = 62, Level = LogLevel.Error, Message = "A connection ended with {Fault}.")]
    private static partial void LogSessionFault(ILogger logger, string fault);
}
