using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>A delivery whose message can not be read any more is not tried for ever.</summary>
public sealed class PoisonedRowTests : IAsyncLifetime
{
    private readonly ScriptedTransport outside = new();
    private readonly List<BlobReference> holds = [];
    private TestSystem system = null!;
    private MailSession alice = null!;
    private MailSession bobby = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.LoginTime = TimeSpan.FromDays(100);
        });
        alice = await system.JoinAsync("alice");
        bobby = await system.JoinAsync("bobby");
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Theory]
    [InlineData("bobby", "blob")]
    [InlineData("ann@outside.example", "blob")]
    [InlineData("bobby", "holder")]
    [InlineData("ann@outside.example", "holder")]
    [InlineData("bobby", "holder's value")]
    [InlineData("ann@outside.example", "holder's value")]
    public async Task It_ends_as_rejected_when_its_time_is_over(string recipient, string lost)
    {
        await QueueAsync(recipient);
        // The first hold is the Sent copy's.
        await LoseAsync(holds.First(hold => hold.Entry != holds[0].Entry), lost);
        system.Clock.Advance(TimeSpan.FromDays(4));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(DeliveryStatus.Queued, (await StateAsync()).Status);

        system.Clock.Advance(TimeSpan.FromDays(1));
        await system.Server.DeliverDueAsync(Token);
        var state = await StateAsync();
        Assert.Equal(DeliveryStatus.Rejected, state.Status);
        Assert.NotEmpty(state.Reason!);
        system.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
    }

    [Theory]
    [InlineData("bobby")]
    [InlineData("ann@outside.example")]
    public async Task A_damaged_Sent_copy_stops_no_delivery(string recipient)
    {
        await QueueAsync(recipient);
        await LoseAsync(holds[0], "holder's value");
        var before = outside.Sent.Count;
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(before + 1, outside.Sent.Count + (await system.ListAsync(bobby)).Count);
        system.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
    }

    /// <summary>Sends to a secret recipient, whose body is apart from the Sent copy's, and delivers nothing.</summary>
    private async Task QueueAsync(string recipient)
    {
        outside.Always(TransportStatus.TryLater);
        system.Storage.Hooks.Before = (call, _) =>
        {
            if (call.Name == "Blobs.AddReference")
                holds.Add(call.Get<BlobReference>());
            // The directory fails for deliveries alone: holds are taken before them.
            return call.Name == "Directory.Find" && holds.Count > 0 ? throw new StorageException(StorageError.Unavailable, "Test.") : Task.CompletedTask;
        };
        var mail = new ComposedMail { Bcc = [recipient], Attachments = [new MailAttachment("a.bin", new byte[100_000])] };
        Assert.Equal(DeliveryStatus.Queued, (await system.SendAnywhereAsync(alice, mail)).Recipients.Single().Status);
        system.Storage.Hooks.Clear();
    }

    private async Task LoseAsync(BlobReference hold, string what)
    {
        var key = StoredEntry.KeyOf(hold.Entry);
        if (what == "blob")
        {
            await system.Storage.Blobs.RemoveReferenceAsync(hold, Token);
            Assert.True(await system.Storage.Blobs.DiscardAsync(hold.Blob, Token));
            return;
        }

        RowWrite write = what == "holder" ? new DeleteRow(key, Precondition.None) : new PutRow(new Row(key, new RowValue("damaged"u8.ToArray())), Precondition.None);
        Assert.IsType<Committed>(await system.Storage.Accounts.CommitAsync(hold.Account, new PartitionCommit(Id.Generate<CommitId>(), [write]), Token));
    }

    private async Task<RecipientState> StateAsync() => (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients.Single();
}
