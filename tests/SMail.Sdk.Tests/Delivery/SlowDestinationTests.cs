using System.Collections.Concurrent;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>A place outside that takes a message and never answers: what waits behind it has its tries and its end all the same, and others get theirs.</summary>
public sealed class SlowDestinationTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private readonly ScriptedTransport outside = new();
    private readonly ConcurrentQueue<DeliveryProgress> heard = new();
    private TestSystem system = null!;
    private MailSession alice = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.DeliveryLease = Lease;
            options.Server.Delivery.MaxPerDestination = 1;
            options.Server.Delivery.Progress = new Listener(heard);
        });
        alice = await system.JoinAsync("alice");
        outside.Always(TransportStatus.TryLater);
        foreach (var recipient in new[] { "ann@slow.example", "ben@slow.example", "eve@quick.example" })
            await system.SendAnywhereAsync(alice, new ComposedMail { To = [recipient], Text = "Hello" });
        heard.Clear();
        system.Clock.Advance(TimeSpan.FromHours(1));
        outside.Answer = async (envelope, cancellationToken) =>
        {
            if (envelope.Recipients[0].Domain == "slow.example")
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return new TransportResult(TransportStatus.Accepted);
        };
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Whoever_waits_at_the_gate_has_had_a_try_when_the_time_is_over()
    {
        var run = Task.Run(() => system.Server.DeliverDueAsync(Token), Token);
        await WaitForAsync(1);
        Assert.Equal(("eve@quick.example", DeliveryStatus.Delivered), Heard.Single());

        // Before the lease ends, so that what came of the tries is written by whoever made them.
        system.Clock.Advance(Lease * 0.9);
        Assert.Equal(3, await run.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal([("ann@slow.example", DeliveryStatus.Queued), ("ben@slow.example", DeliveryStatus.Queued)], Heard.Skip(1).Order());
        Assert.All(heard.Skip(1), progress => Assert.Equal(2, progress.Attempts));
        system.Clock.Advance(Lease * 0.1);
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
    }

    [Fact]
    public async Task Its_mail_is_reported_when_the_delivery_time_is_over()
    {
        system.Clock.Advance(TimeSpan.FromDays(6));
        var run = Task.Run(() => system.Server.DeliverDueAsync(Token), Token);
        await WaitForAsync(1);
        system.Clock.Advance(Lease * 0.9);
        await run.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal([("ann@slow.example", DeliveryStatus.Rejected), ("ben@slow.example", DeliveryStatus.Rejected)], Heard.Skip(1).Order());
        await using var later = await system.LoginAsync("alice");
        Assert.Equal(2, (await system.ListAsync(later)).Count(item => item.Summary?.Subject == "Your message was not delivered"));
    }

    [Fact]
    public async Task A_try_that_waited_long_is_put_off_and_not_begun_just_before_its_end()
    {
        var run = Task.Run(() => system.Server.DeliverDueAsync(Token), Token);
        await WaitForAsync(1);
        // In steps: the second may reach the gate a little later than the first.
        for (var step = 0; heard.Count < 2 && step < 16; step++)
        {
            system.Clock.Advance(Lease * 0.05);
            await Task.Delay(100, Token);
        }

        Assert.Equal(DeliveryStatus.Queued, Heard.Skip(1).Single().Item2);
        Assert.Equal(3, outside.Sent.Count(sent => sent.Envelope.Recipients[0].Domain == "slow.example"));
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(Lease);
        await run.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private IEnumerable<(string, DeliveryStatus)> Heard => heard.Select(progress => (progress.Recipient.ToString(), progress.Status));

    // Both slow ones are under way too, or at the gate, when the quick one has ended: they are looked for in the transport.
    private async Task WaitForAsync(int count)
    {
        for (var i = 0; heard.Count < count || outside.Sent.Count(sent => sent.Envelope.Recipients[0].Domain == "slow.example") < 3; i++)
        {
            Assert.True(i < 3000, "The pump did not get this far.");
            await Task.Delay(10, Token);
        }
    }

    private sealed class Listener(ConcurrentQueue<DeliveryProgress> heard) : IProgress<DeliveryProgress>
    {
        public void Report(DeliveryProgress value) => heard.Enqueue(value);
    }
}
