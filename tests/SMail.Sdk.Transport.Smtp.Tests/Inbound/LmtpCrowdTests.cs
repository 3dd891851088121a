using System.Diagnostics;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>Many clients that mean no good, and one that does.</summary>
public sealed class LmtpCrowdTests(ITestOutputHelper output)
{
    private const long MemoryBound = 64 * 1024 * 1024;
    private const int Crowd = 200;

    // They stall everywhere: before a word, in a command, behind a recipient, in a message.
    private static readonly string[] Beginnings =
    [
        "",
        "LHLO mx.te",
        "LHLO mx.test\r\n",
        "LHLO mx.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<a@s-mail.test>\r\n",
        "LHLO mx.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<a@s-mail.test>\r\nDATA\r\nSubject: x\r\n\r\nhalf",
        "NOOP " + new string('x', 20_000),
    ];

    [Fact]
    public async Task Whoever_stalls_makes_place_for_an_honest_client()
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox, options => options.StallTime = TimeSpan.FromMilliseconds(300));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var crowd = new List<LmtpClient>();
        try
        {
            for (var i = 0; i < Crowd; i++)
            {
                var client = await LmtpClient.ConnectAsync(listener.EndPoint, greets: false);
                crowd.Add(client);
                await client.SendAsync(Beginnings[i % Beginnings.Length]);
            }

            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 20; i++)
            {
                await using var honest = await LmtpClient.ConnectAsync(listener.EndPoint);
                Assert.Equal(["250 2.1.5 Taken."], await honest.BringAsync($"Subject: {i}\r\n\r\ntext\r\n.\r\n", "a@s-mail.test"));
            }

            var used = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"20 messages beside {Crowd} connections that stall: {watch.Elapsed.TotalSeconds:F1} s; {used / 1024} KiB of memory, of {MemoryBound / 1024} KiB allowed.");
            Assert.Equal(20, inbox.Mails.Count);
            Assert.True(used < MemoryBound);
        }
        finally
        {
            foreach (var client in crowd)
                await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_drips_makes_place_too()
    {
        var inbox = new RecordingInbox();
        await using var listener = await Listening.StartAsync(inbox, options => (options.StallTime, options.MaxConnections) = (TimeSpan.FromMilliseconds(300), 4));
        var drips = new List<LmtpClient>();
        for (var i = 0; i < 4; i++)
        {
            drips.Add(await LmtpClient.ConnectAsync(listener.EndPoint));
            if (i % 2 == 0)
                await drips[i].BeginAsync("a@s-mail.test");
        }

        using var stop = new CancellationTokenSource();
        var dripping = drips.Select((client, i) => DripAsync(client, i % 2 == 0 ? "x" : "NOOP\r\n", stop.Token)).ToList();
        await using var honest = await LmtpClient.ConnectAsync(listener.EndPoint);
        Assert.Equal(["250 2.1.5 Taken."], await honest.BringAsync("Subject: x\r\n\r\ntext\r\n.\r\n", "a@s-mail.test"));
        await stop.CancelAsync();
        await Task.WhenAll(dripping);
        foreach (var client in drips)
            await client.DisposeAsync();
        Assert.Single(inbox.Mails);
    }

    [Fact]
    public async Task Floods_take_no_memory()
    {
        var inbox = new Discarding();
        await using var listener = await Listening.StartAsync(inbox);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var megabyte = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));
        var most = 0L;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var client = await LmtpClient.ConnectAsync(listener.EndPoint);
            if (i % 2 == 0)
                await client.BeginAsync("a@s-mail.test");
            for (var n = 0; n < 10; n++)
            {
                await client.SendAsync(megabyte);
                InterlockedMax(ref most, GC.GetTotalMemory(forceFullCollection: false));
            }

            await client.SendAsync("\r\n.\r\n");
            Assert.StartsWith(i % 2 == 0 ? "554 5.6.0" : "500 5.5.2", Assert.Single(await client.ReadAsync(1)), StringComparison.Ordinal);
        }));
        var used = most - before;
        output.WriteLine($"20 lines of 10 MiB at once: at most {used / 1024} KiB of memory, of {MemoryBound / 1024} KiB allowed.");
        Assert.True(used < MemoryBound);
    }

    [Fact]
    public async Task One_address_has_so_many_connections()
    {
        await using var listener = await Listening.StartAsync(new RecordingInbox(), options => options.MaxConnectionsPerPeer = 2);
        await using var first = await LmtpClient.ConnectAsync(listener.EndPoint);
        await using (var second = await LmtpClient.ConnectAsync(listener.EndPoint))
        {
            await using var third = await LmtpClient.ConnectAsync(listener.EndPoint, greets: false);
            Assert.Equal("421 4.7.0 There are too many connections from your address.", await third.ReadLineAsync());
            Assert.Null(await third.ReadLineAsync());
            Assert.Equal("221 2.0.0 Goodbye.", await second.AskAsync("QUIT"));
            Assert.Null(await second.ReadLineAsync());
        }

        await Listening.UntilAsync(() => CanConnectAsync(listener).GetAwaiter().GetResult());
        Assert.Equal("250 2.0.0 Done.", await first.AskAsync("NOOP"));
    }

    private static async Task<bool> CanConnectAsync(LmtpListener listener)
    {
        await using var client = await LmtpClient.ConnectAsync(listener.EndPoint, greets: false);
        return (await client.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) == true;
    }

    private static async Task DripAsync(LmtpClient client, string drop, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await client.SendAsync(drop);
                await Task.Delay(20, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // It was cut.
        }
    }

    private static void InterlockedMax(ref long place, long value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
            Interlocked.CompareExchange(ref place, value, seen);
    }

    private sealed class Discarding : Delivery.IInbox
    {
        public long MaxMessageBytes => long.MaxValue;

        public ValueTask<Delivery.InboundResult> CheckRecipientAsync(string recipient, CancellationToken cancellationToken = default) => new(RecordingInbox.Taken);

        public async ValueTask<IReadOnlyList<Delivery.InboundResult>> AcceptAsync(Delivery.InboundMessage message, CancellationToken cancellationToken = default)
        {
            await message.Content.CopyToAsync(Stream.Null, cancellationToken);
            return [RecordingInbox.Taken];
        }
    }
}
