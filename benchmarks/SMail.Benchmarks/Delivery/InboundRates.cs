using System.Diagnostics;
using System.Globalization;
using System.Net;
using SMail.Benchmarks.Peers;
using SMail.Sdk.Delivery;
using SMail.Sdk.Transport.Smtp;

namespace SMail.Benchmarks.Delivery;

/// <summary>Mail that comes in through Postfix: sealed and stored on SQLite, beside the same Postfix that writes it into a maildir.</summary>
internal static class InboundRates
{
    private const int Messages = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task RunAsync()
    {
        await using var system = await BenchSystem.StartAsync(accounts: 1);
        var inbox = new CountingInbox(system.Server.Inbox);
        await using var listener = new LmtpListener(inbox, new LmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        await listener.StartAsync();
        await using var postfix = new PostfixTwoWays(((IPEndPoint)listener.EndPoint).Port);
        await postfix.PrepareAndStartAsync();
        if (postfix.Missing is { } reason)
        {
            Console.WriteLine($"\nMail in is left out: {reason}");
            return;
        }

        DeliveryMode.Title("mail in through Postfix, until all of it is there, beside its own maildirs");
        var rates = await DeliveryMode.RaceAsync(
            Messages,
            () => PostAsync(postfix, "ann@out.test", () => Directory.Exists(postfix.NewMail) ? Directory.EnumerateFiles(postfix.NewMail).Count() : 0),
            () => PostAsync(postfix, "alice@s-mail.test", () => inbox.Count));
        DeliveryMode.Print("Postfix to a maildir", rates[0], rates[0]);
        DeliveryMode.Print("Postfix over LMTP to the inbox: sealed, on SQLite", rates[1], rates[0]);
        Console.WriteLine($"  the inbox without Postfix, 4 at once: {await DirectAsync(system):N0} mails/s");
    }

    private static async Task<TimeSpan> PostAsync(PostfixTwoWays postfix, string to, Func<int> count)
    {
        var wanted = count() + Messages;
        var start = Stopwatch.GetTimestamp();
        Tool.Time(new ProcessStartInfo("/usr/sbin/smtp-source",
            ["-s", "4", "-m", $"{Messages}", "-l", BenchMail.Bytes.Length.ToString(CultureInfo.InvariantCulture), "-f", "eve@outside.example", "-t", to, $"127.0.0.1:{postfix.Port}"]));
        while (count() < wanted)
        {
            if (Stopwatch.GetElapsedTime(start) > Longest)
                throw new TimeoutException($"{wanted - count()} of {Messages} messages to {to} did not arrive.");
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<double> DirectAsync(BenchSystem system)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Messages / 4; i++)
            {
                using var message = new InboundMessage(new InboundEnvelope("eve@outside.example", ["alice@s-mail.test"]), new MemoryStream(Strange));
                if ((await system.Server.Inbox.AcceptAsync(message))[0] is { Status: not InboundStatus.Accepted } result)
                    throw new InvalidOperationException(result.Text);
            }
        })));
        return Messages / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // From outside: an author of ours would be refused.
    private static byte[] Strange { get; } = [.. "Received: from x\r\n"u8, .. System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.ASCII.GetString(BenchMail.Bytes).Replace("alice@s-mail.test", "eve@outside.example", StringComparison.Ordinal))];

    /// <summary>Counts what was accepted.</summary>
    private sealed class CountingInbox(IInbox inbox) : IInbox
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public long MaxMessageBytes => inbox.MaxMessageBytes;

        public ValueTask<InboundResult> CheckRecipientAsync(string recipient, CancellationToken cancellationToken = default) => inbox.CheckRecipientAsync(recipient, cancellationToken);

        public async ValueTask<IReadOnlyList<InboundResult>> AcceptAsync(InboundMessage message, CancellationToken cancellationToken = default)
        {
            var results = await inbox.AcceptAsync(message, cancellationToken);
            Interlocked.Add(ref count, results.Count(result => result.Status == InboundStatus.Accepted));
            return results;
        }
    }
}
