using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

public sealed class OutboxTests : IAsyncLifetime
{
    private static readonly ComposedMail Mail = new() { To = ["bobby", "ann@outside.example"], Subject = "Hello", Attachments = [new MailAttachment("a.bin", new byte[100_000])] };

    private readonly ScriptedTransport outside = new();
    private readonly HashSet<BlobId> open = [];
    private TestSystem system = null!;
    private MailSession alice = null!;
    private MailSession bobby = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.LoginTime = TimeSpan.FromDays(1000);
        });
        (alice, bobby) = (await system.JoinAsync("alice"), await system.JoinAsync("bobby"));
        system.Door.Hooks.Before = (call, _) =>
        {
            if (call.Arguments is [PutOpenChunkRequest piece])
                open.Add(piece.Blob);
            return Task.CompletedTask;
        };
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task What_the_outside_wants_later_is_tried_again_until_it_is_taken()
    {
        outside.Always(TransportStatus.TryLater, "4.7.1 later");
        await AssertSentAsync(DeliveryStatus.Queued, "4.7.1 later");
        for (var attempt = 2; attempt <= 4; attempt++)
        {
            Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
            system.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(1, await system.Server.DeliverDueAsync(Token));
            Assert.Equal(attempt, outside.Sent.Count);
            await AssertStateAsync(DeliveryStatus.Queued, "4.7.1 later");
            await AssertOpenBodyAsync(isThere: true);
        }

        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        await AssertFinalAsync(DeliveryStatus.Delivered, null, attempts: 5);
        Assert.All(outside.Sent, sent => Assert.Equal(outside.Sent[0].Bytes, sent.Bytes));
        Assert.Single(outside.Sent.Select(sent => sent.Envelope.Id).Distinct());
    }

    [Fact]
    public async Task What_the_outside_refuses_is_rejected_with_its_reason()
    {
        outside.Always(TransportStatus.Refused, "5.1.1 no such\r\nuser");
        await AssertSentAsync(DeliveryStatus.Rejected, "5.1.1 no such  user");
        await AssertFinalAsync(DeliveryStatus.Rejected, "5.1.1 no such  user", attempts: 1);
    }

    [Fact]
    public async Task A_transport_that_throws_is_tried_again()
    {
        outside.Answer = (_, _) => throw new InvalidOperationException("Secret detail.");
        await AssertSentAsync(DeliveryStatus.Queued, "The transport failed (InvalidOperationException).");
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        await AssertFinalAsync(DeliveryStatus.Delivered, null, attempts: 2);
    }

    [Fact]
    public async Task What_is_never_taken_is_rejected_after_five_days()
    {
        outside.Always(TransportStatus.TryLater, "later");
        await AssertSentAsync(DeliveryStatus.Queued, "later");
        system.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromTicks(1));
        await system.Server.DeliverDueAsync(Token);
        await AssertStateAsync(DeliveryStatus.Queued, "later");
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        await AssertFinalAsync(DeliveryStatus.Rejected, "later", attempts: 3);
    }

    [Fact]
    public async Task A_slow_worker_whose_lease_ended_changes_nothing()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource<TransportResult>());
        outside.Answer = (_, _) =>
        {
            // It does not listen to its token either.
            entered.TrySetResult();
            return release.Task;
        };
        var sending = Task.Run(() => system.SendAnywhereAsync(alice, Mail), Token);
        await entered.Task;
        system.Clock.Advance(TimeSpan.FromMinutes(5));
        outside.Always(TransportStatus.Accepted);
        Assert.Equal(1, await system.Server.DeliverDueAsync(Token));
        release.SetResult(new TransportResult(TransportStatus.Refused, "stale"));
        await sending;
        await AssertFinalAsync(DeliveryStatus.Delivered, null, attempts: 2);
    }

    [Fact]
    public async Task An_acknowledgement_with_a_stale_lease_changes_nothing()
    {
        outside.Always(TransportStatus.TryLater, "later");
        await AssertSentAsync(DeliveryStatus.Queued, "later");
        system.Clock.Advance(TimeSpan.FromHours(1));
        // Between this worker's work and its acknowledgement another one leases the row.
        var others = 0;
        outside.Answer = async (_, _) =>
        {
            system.Clock.Advance(TimeSpan.FromMinutes(1));
            others += (await system.Storage.Inner.Outbox.LeaseAsync(TimeSpan.FromHours(1), 10, Token)).Count(row => row.Stored.Row.Key.Kind == RowKind.Outbox);
            return new TransportResult(TransportStatus.Refused, "stale");
        };
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(1, others);
        await AssertStateAsync(DeliveryStatus.Queued, "later");
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
        await AssertStateAsync(DeliveryStatus.Delivered, null);
    }

    [Fact]
    public async Task What_a_recipient_deleted_is_not_brought_back_by_another_delivery()
    {
        // The delivery is made, and its acknowledgement is lost.
        system.Storage.Hooks.FailBefore(call => call is { Name: "Accounts.Commit", Arguments: [AccountId account, PartitionCommit commit] } && account == alice.Account
            && commit.Writes.Any(write => write is DeleteRow { RowKey.Kind: RowKind.Outbox }), () => new StorageException(StorageError.Unavailable, "away"));
        await system.SendAsync(alice, Mail with { To = ["bobby"] });
        system.Storage.Hooks.Clear();
        await AssertStateAsync(DeliveryStatus.Queued, null);
        await system.Mailboxes.DeleteAsync(bobby, (await system.ListAsync(bobby)).Single().Entry, Token);

        system.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await system.Server.DeliverDueAsync(Token));
        Assert.Empty(await system.ListAsync(bobby));
        await AssertStateAsync(DeliveryStatus.Delivered, null);
        var blobs = new HashSet<BlobId>();
        system.Storage.Hooks.Before = (call, _) => Task.FromResult(call.Arguments is [BlobReference reference] && blobs.Add(reference.Blob));
        await system.Mailboxes.DeleteAsync(alice, (await system.ListAsync(alice, MailFolder.Sent)).Single().Entry, Token);
        Assert.Null(await system.Storage.Inner.Blobs.FindAsync(Assert.Single(blobs), Token));
    }

    [Fact]
    public async Task A_mailbox_that_is_gone_when_its_mail_arrives_is_a_rejection()
    {
        var plan = await system.Mailboxes.PlanAsync(alice, Mail with { To = ["bobby"] }, Token);
        system.Storage.Hooks.ChangeAnswers<DirectoryRow>(row => row with { Status = DirectoryStatus.Deactivated });
        var receipt = await system.Mailboxes.SendAsync(alice, plan, Token);
        Assert.Equal(DeliveryStatus.Rejected, Assert.Single(receipt.Recipients).Status);
        system.Storage.Hooks.Clear();
        Assert.Empty(await system.ListAsync(bobby));
    }

    [Fact]
    public async Task One_row_that_can_not_be_worked_on_stops_no_other()
    {
        outside.Always(TransportStatus.TryLater);
        for (var i = 0; i < 3; i++)
            await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example"], Subject = $"{i}" });
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(1));
        var broken = open.First();
        system.Storage.Hooks.FailBefore(call => call.Name == "Blobs.Read" && call.Get<BlobId>() == broken, () => new StorageException(StorageError.Corrupt, "rotten"));
        await system.Server.DeliverDueAsync(Token);
        var states = (await system.ListAsync(alice, MailFolder.Sent)).Select(item => item.Recipients.Single().Status).ToList();
        Assert.Equal(2, states.Count(status => status == DeliveryStatus.Delivered));
        Assert.Single(states, status => status == DeliveryStatus.Queued);
    }

    [Fact]
    public async Task Several_pumps_at_once_hand_over_each_message_once()
    {
        outside.Always(TransportStatus.TryLater);
        for (var i = 0; i < 30; i++)
            await system.SendAnywhereAsync(alice, new ComposedMail { To = ["ann@outside.example"] });
        system.Clock.Advance(TimeSpan.FromHours(1));
        outside.Always(TransportStatus.Accepted);
        var worked = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => system.Server.DeliverDueAsync(Token), Token)));
        Assert.Equal(30, worked.Sum());
        Assert.Equal(60, outside.Sent.Count);
    }

    private async Task AssertSentAsync(DeliveryStatus status, string? reason)
    {
        var receipt = await system.SendAnywhereAsync(alice, Mail);
        Assert.Equal((DeliveryStatus.Delivered, status, reason), (receipt.Recipients[0].Status, receipt.Recipients[1].Status, receipt.Recipients[1].Reason));
        await AssertStateAsync(status, reason);
    }

    private async Task AssertStateAsync(DeliveryStatus status, string? reason)
    {
        var state = (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients[^1];
        Assert.Equal((status, reason), (state.Status, state.Reason));
    }

    private async Task AssertFinalAsync(DeliveryStatus status, string? reason, int attempts)
    {
        await AssertStateAsync(status, reason);
        Assert.Equal(attempts, outside.Sent.Count);
        await AssertOpenBodyAsync(isThere: false);
        system.Clock.Advance(TimeSpan.FromDays(10));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(attempts, outside.Sent.Count);
        Assert.Single(await system.ListAsync(bobby));
    }

    private async Task AssertOpenBodyAsync(bool isThere) =>
        Assert.Equal(isThere, await system.Storage.Inner.Blobs.FindAsync(Assert.Single(open), Token) is not null);
}
