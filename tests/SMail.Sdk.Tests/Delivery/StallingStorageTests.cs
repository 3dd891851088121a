using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>Storage that does not answer: every caller hears of it in time, and no message is lost or doubled.</summary>
public sealed class StallingStorageTests : IAsyncLifetime
{
    private TestSystem system = null!;
    private MailSession alice = null!;
    private MailSession bobby = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Hooks Storage => system.Storage.Hooks;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        alice = await system.JoinAsync("alice");
        bobby = await system.JoinAsync("bobby");
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bobby.DisposeAsync();
        await system.DisposeAsync();
    }

    [Theory]
    [InlineData("Accounts.Commit")]
    [InlineData("Accounts.Find")]
    [InlineData("Directory.Find")]
    public async Task A_call_without_a_token_of_its_own_ends_in_time(string stalls)
    {
        var stall = Storage.Inject(Fault.Stalls(), fits: call => call.Name == stalls);
        var plan = Task.Run(() => system.SendAsync(alice, Mail()), Token);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => PassTimeUntilDoneAsync(plan)));
        Assert.Equal(1, stall.Count);
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single((await system.SendAsync(alice, Mail())).Recipients).Status);
    }

    [Fact]
    public async Task A_call_with_a_token_ends_when_the_token_does()
    {
        Storage.Inject(Fault.Stalls(), fits: call => call.Name == "Messages.List");
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        source.CancelAfter(TimeSpan.FromMilliseconds(50));
        var list = system.Mailboxes.ListAsync(bobby, MailFolder.Inbox, source.Token).ToListAsync(source.Token).AsTask();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => list);
        Assert.Equal(source.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task The_same_plan_sends_one_message_after_its_commit_stalled()
    {
        var plan = await system.Mailboxes.PlanAsync(alice, Mail(), Token);
        Storage.Inject(Fault.Stalls(), fits: IsSubmission);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => PassTimeUntilDoneAsync(Task.Run(() => system.Mailboxes.SendAsync(alice, plan, Token), Token))));
        plan = await system.Mailboxes.PlanAsync(alice, Mail(), Token);
        await system.Mailboxes.SendAsync(alice, plan, Token);
        Assert.Single(await system.ListAsync(bobby));
        Assert.Single(await system.ListAsync(alice, MailFolder.Sent));
    }

    [Fact]
    public async Task A_message_that_was_taken_is_queued_when_its_delivery_stalls_and_delivered_later()
    {
        var isTaken = false;
        // From the submission's commit on nothing answers any more, the receipt's own question included.
        var stall = Storage.Inject(Fault.Stalls(), fits: call => isTaken || (IsSubmission(call) && !(isTaken = true)), times: 100);
        var receipt = await PassTimeUntilDoneAsync(Task.Run(() => system.SendAsync(alice, Mail()), Token));
        Assert.Equal(DeliveryStatus.Queued, Assert.Single(receipt.Recipients).Status);
        Assert.True(stall.Count >= 1);
        Storage.Clear();
        Assert.Empty(await system.ListAsync(bobby));
        system.Clock.Advance(system.Options.Server.DeliveryLease);
        Assert.Equal(1, await system.Server.DeliverDueAsync(Token));
        Assert.Single(await system.ListAsync(bobby));
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(Assert.Single(await system.ListAsync(alice, MailFolder.Sent)).Recipients).Status);
    }

    [Fact]
    public async Task The_pump_gives_up_a_row_that_stalls_and_one_that_can_not_even_lease_says_so()
    {
        Storage.Inject(Fault.Throws(StorageError.Unavailable), fits: call => call.Name == "Directory.Find" && call.Get<MailAddress>().LocalPart == "bobby", at: 2);
        Assert.Equal(DeliveryStatus.Queued, Assert.Single((await system.SendAsync(alice, Mail())).Recipients).Status);
        system.Clock.Advance(system.Options.Server.DeliveryLease);

        Storage.Inject(Fault.Stalls(), fits: call => call.Name == "Directory.Find");
        Assert.Equal(2, await PassTimeUntilDoneAsync(Task.Run(() => system.Server.DeliverDueAsync(Token), Token)));
        Assert.Single(await system.ListAsync(bobby));

        Storage.Inject(Fault.Stalls(), fits: call => call.Name == "Outbox.Lease");
        Assert.Equal(StorageError.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => PassTimeUntilDoneAsync(Task.Run(() => system.Server.DeliverDueAsync(Token), Token)))).Code);
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_lengthen_a_lease()
    {
        Storage.Inject(Fault.Throws(StorageError.Unavailable), fits: call => call.Name == "Directory.Find" && call.Get<MailAddress>().LocalPart == "bobby", at: 2);
        await system.SendAsync(alice, Mail());
        system.Clock.Advance(system.Options.Server.DeliveryLease);
        Storage.Inject(Fault.Stalls(), fits: call => call.Name == "Directory.Find");
        var leases = 0;
        Storage.After = (call, _) =>
        {
            if (call.Name == "Outbox.Lease" && leases++ == 0)
                system.Clock.AdjustTime(system.Clock.GetUtcNow().AddYears(-1));
            return Task.CompletedTask;
        };
        Assert.Equal(1, await PassTimeUntilDoneAsync(Task.Run(() => system.Server.DeliverDueAsync(Token), Token)));
        Assert.Empty(await system.ListAsync(bobby));
        system.Clock.Advance(TimeSpan.FromDays(366));
        Assert.True(await system.Server.DeliverDueAsync(Token) >= 1);
        await using var again = await system.LoginAsync("bobby");
        Assert.Single(await system.ListAsync(again));
    }

    [Fact]
    public async Task Sweeping_and_probing_end_in_time_too()
    {
        Storage.Inject(Fault.Stalls(), fits: call => call.Name is "Blobs.Sweep" or "Directory.Find", times: 2);
        Assert.Equal(StorageError.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => PassTimeUntilDoneAsync(Task.Run(() => system.Server.SweepAsync(Token), Token)))).Code);
        Assert.Equal(StorageError.Unavailable, (await Assert.ThrowsAsync<StorageException>(() => PassTimeUntilDoneAsync(Task.Run(async () =>
        {
            await system.Server.ProbeAsync(Token);
            return 0;
        }, Token)))).Code);
        await system.Server.ProbeAsync(Token);
    }

    [Fact]
    public async Task A_lie_of_the_storage_is_no_mail()
    {
        await system.SendAsync(alice, Mail());
        var entry = Assert.Single(await system.ListAsync(bobby)).Entry;
        Storage.Inject(Fault.Lies<StoredRow>(row => row with { Row = row.Row with { Value = new RowValue(new byte[] { 7 }) } }), fits: call => call.Name == "Accounts.Find" && call.Get<RowKey>().Kind == RowKind.Entry);
        Assert.Equal(SMailError.MessageDamaged, await Assertions.ErrorOfAsync(() => system.OpenAsync(bobby, entry)));
        using var opened = await system.OpenAsync(bobby, entry);
        Assert.True(opened.Verdict.IsGood(), $"{opened.Verdict}");
    }

    private static ComposedMail Mail() => new() { To = ["bobby"], Subject = "Patience", Text = "It takes as long as it takes." };

    private static bool IsSubmission(Call call) =>
        call.Arguments is [_, PartitionCommit commit] && commit.Writes.Any(write => write is PutRow { Row.Key.Kind: RowKind.Outbox });

    /// <summary>Lets time pass for limits that run by the system's clock, in steps that are shorter than any of them.</summary>
    private async Task<T> PassTimeUntilDoneAsync<T>(Task<T> work)
    {
        for (var i = 0; i < 2000 && !work.IsCompleted; i++)
        {
            system.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(work, Task.Delay(10, Token));
        }
        Assert.True(work.IsCompleted, "It hangs.");
        return await work;
    }
}
