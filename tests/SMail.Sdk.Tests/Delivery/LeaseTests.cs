using SMail.Sdk.Accounts;
using SMail.Sdk.Delivery;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>Several workers on one row: the lease says whose turn it is.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly ScriptedTransport outside = new();
    private TestSystem system = null!;
    private MailSession alice = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OutboxPump Pump => ((MailServer)system.Server.Door).Pump;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.DeliveryLease = Lease;
        });
        alice = await system.JoinAsync("alice");
        outside.Always(TransportStatus.TryLater);
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example"], Text = "Hello" });
        system.Clock.Advance(TimeSpan.FromHours(1));
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task A_slow_send_ends_with_its_lease_and_no_other_starts_before()
    {
        var entered = new TaskCompletionSource();
        outside.Answer = async (_, cancellationToken) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Never reached.");
        };
        var slow = Task.Run(() => system.Server.DeliverDueAsync(Token), Token);
        await entered.Task.WaitAsync(Token);
        for (var second = 0; second < 59; second++)
        {
            system.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
        }

        Assert.Equal(2, outside.Sent.Count);
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await slow.WaitAsync(TimeSpan.FromSeconds(30), Token);
        // It was a try like any other: the next one waits its time.
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(3, outside.Sent.Count);
        Assert.Equal(DeliveryStatus.Delivered, await StatusAsync());
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, 0)]
    [InlineData(3600, 0)]
    public async Task A_row_is_worked_on_for_as_long_as_its_lease_is_good(int seconds, int sends)
    {
        outside.Always(TransportStatus.Accepted);
        var row = await LeaseAsync();
        system.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await Pump.WorkAsync([row], Token);
        Assert.Equal(1 + sends, outside.Sent.Count);
    }

    [Fact]
    public async Task Whoever_lost_his_lease_and_does_not_know_it_changes_nothing()
    {
        var row = await LeaseAsync();
        system.Clock.Advance(Lease);
        await LeaseAsync();
        // By this worker's clock the lease is still good.
        var slow = row with { Stored = row.Stored with { Row = row.Stored.Row with { Due = system.Clock.GetUtcNow().AddDays(1) } } };
        outside.Always(TransportStatus.Refused);
        await Pump.WorkAsync([slow], Token);
        Assert.Equal(DeliveryStatus.Queued, await StatusAsync());

        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(Lease);
        Assert.Equal(1, await system.Server.DeliverDueAsync(Token));
        Assert.Equal(DeliveryStatus.Delivered, await StatusAsync());
    }

    private async Task<LeasedRow> LeaseAsync() =>
        (await system.Storage.Outbox.LeaseAsync(Lease, 10, Token)).Single(row => row.Stored.Row.Key.Kind == RowKind.Outbox);

    private async Task<DeliveryStatus> StatusAsync() => (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients.Single().Status;
}
