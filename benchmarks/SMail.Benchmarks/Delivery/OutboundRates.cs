using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SMail.Sdk;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;
using SMail.Sdk.Transport.Smtp;

namespace SMail.Benchmarks.Delivery;

/// <summary>Mail that leaves: the transport, and the whole pump from its outbox on SQLite, beside MailKit's SmtpClient on as many connections to the same sink.</summary>
internal static class OutboundRates
{
    private const int Messages = 2000;
    private const int Queued = 500;
    private const int Senders = 10;
    private static readonly MailboxAddress From = new(null, "alice@s-mail.test");
    private static readonly MailboxAddress To = new(null, "ann@out.test");

    public static async Task RunAsync()
    {
        if (!SinkProcess.IsThere)
        {
            Console.WriteLine("\nMail out is left out: there is no smtp-sink (package postfix).");
            return;
        }

        DeliveryMode.Title("mail out over loopback, no TLS, beside raw MailKit");
        foreach (var connections in new[] { 1, 4 })
        {
            using var sink = new SinkProcess();
            await using var transport = NewTransport(sink, connections);
            var rates = await DeliveryMode.RaceAsync(Messages, () => RawAsync(sink, connections), () => TransportAsync(transport, connections));
            DeliveryMode.Print($"raw MailKit, {Connections(connections)}", rates[0], rates[0]);
            DeliveryMode.Print($"the transport, {Connections(connections)}", rates[1], rates[0], atLeast: 0.8);
        }

        await PumpAsync(4);
    }

    private static async Task PumpAsync(int connections)
    {
        using var sink = new SinkProcess();
        await using var transport = NewTransport(sink, connections);
        var gate = new Gate(transport);
        await using var system = await BenchSystem.StartAsync(Senders, gate);
        var rates = await DeliveryMode.RaceAsync(Queued, () => RawAsync(sink, connections, Queued), () => DeliverAsync(system, gate));
        DeliveryMode.Print($"the whole pump, {Senders} senders: outbox on SQLite, sent, recorded; {Connections(connections)}", rates[1], rates[0]);
    }

    private static async Task<TimeSpan> DeliverAsync(BenchSystem system, Gate gate)
    {
        gate.IsOpen = false;
        var text = System.Text.Encoding.ASCII.GetString(BenchMail.Bytes);
        var mail = new ComposedMail { To = ["ann@out.test"], Subject = "Minutes", Text = text[text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..] };
        for (var i = 0; i < Queued; i++)
        {
            var sender = system.Accounts[i % Senders];
            await system.Client.Mailboxes.SendAsync(sender, (await system.Client.Mailboxes.PlanAsync(sender, mail)).AllowOpen());
        }

        gate.IsOpen = true;
        var start = Stopwatch.GetTimestamp();
        var done = await system.Server.DeliverDueAsync();
        var time = Stopwatch.GetElapsedTime(start);
        return done >= Queued ? time : throw new InvalidOperationException($"The pump sent {done} of {Queued} messages.");
    }

    private static SmtpTransport NewTransport(SinkProcess sink, int connections) => new(new SmtpTransportOptions
    {
        HeloName = "mail.s-mail.test",
        Relay = new SmtpRelay { Host = "127.0.0.1", Port = sink.Port },
        ConnectionsPerServer = connections,
    });

    private static Task<TimeSpan> TransportAsync(SmtpTransport transport, int connections)
    {
        var sender = MailAddress.Parse(From.Address);
        var recipient = MailAddress.Parse(To.Address);
        return WorkersAsync(connections, Messages, () => Task.FromResult(0), async _ =>
        {
            var result = await transport.SendAsync(new MailEnvelope(Guid.NewGuid(), sender, [recipient]), BenchMail.PiecesAsync(), default);
            if (result[0].Status != TransportStatus.Accepted)
                throw new InvalidOperationException(result[0].Reason);
        }, _ => Task.CompletedTask);
    }

    private static Task<TimeSpan> RawAsync(SinkProcess sink, int connections, int messages = Messages) => WorkersAsync(connections, messages, async () =>
    {
        var client = new SmtpClient { LocalDomain = "mail.s-mail.test" };
        // As our transport does it: with the system's default MailKit's small writes wait for acknowledgements, 40 ms a message.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, sink.Port);
        await client.ConnectAsync(socket, "127.0.0.1", sink.Port, SecureSocketOptions.None);
        return (client, await MimeMessage.LoadAsync(new MemoryStream(BenchMail.Bytes)));
    }, async one => await one.client.SendAsync(one.Item2, From, [To]), async one =>
    {
        await one.client.DisconnectAsync(quit: true);
        one.client.Dispose();
        one.Item2.Dispose();
    });

    // Connections are made before the clock starts: ours are pooled.
    private static async Task<TimeSpan> WorkersAsync<T>(int workers, int messages, Func<Task<T>> begin, Func<T, Task> send, Func<T, Task> end)
    {
        var ready = new List<T>();
        for (var i = 0; i < workers; i++)
            ready.Add(await begin());
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(ready.Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < messages / workers; i++)
                await send(worker);
        })));
        var time = Stopwatch.GetElapsedTime(start);
        foreach (var worker in ready)
            await end(worker);
        return time;
    }

    private static string Connections(int count) => count == 1 ? "1 connection" : $"{count} connections";

    /// <summary>Refuses for now while it is closed, so that an outbox fills.</summary>
    private sealed class Gate(IMailTransport transport) : IMailTransport
    {
        public bool IsOpen { get; set; }

        public ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken) =>
            IsOpen ? transport.SendAsync(envelope, message, cancellationToken) : new([.. envelope.Recipients.Select(_ => new TransportResult(TransportStatus.TryLater))]);
    }
}
