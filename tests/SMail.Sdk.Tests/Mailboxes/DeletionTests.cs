using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class DeletionTests
{
    private static readonly ComposedMail Big = new() { To = ["bobby"], Cc = ["carol"], Subject = "Big", Attachments = [new MailAttachment("a.bin", new byte[100_000])] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_deleted_is_gone()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await system.SendAsync(alice, new ComposedMail { To = ["alice"] });
        var entry = (await system.ListAsync(alice)).Single().Entry;
        await system.Mailboxes.DeleteAsync(alice, entry, Token);
        Assert.Empty(await system.ListAsync(alice));
        Assert.Equal(SMailError.MessageNotFound, await Assertions.ErrorOfAsync(() => system.OpenAsync(alice, entry)));
        Assert.Equal(SMailError.MessageNotFound, await Assertions.ErrorOfAsync(() => system.Mailboxes.DeleteAsync(alice, entry, Token)));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 0, 2)]
    public async Task A_body_stays_until_its_last_holder_deletes_it(int first, int second, int third)
    {
        await using var system = await TestSystem.StartAsync();
        var sessions = new[] { await system.JoinAsync("alice"), await system.JoinAsync("bobby"), await system.JoinAsync("carol") };
        var blobs = BlobsOf(system);
        await system.SendAsync(sessions[0], Big);
        var blob = Assert.Single(blobs);
        foreach (var holder in new[] { first, second, third })
        {
            Assert.NotNull(await system.Storage.Inner.Blobs.FindAsync(blob, Token));
            var folder = holder == 0 ? MailFolder.Sent : MailFolder.Inbox;
            var entry = (await system.ListAsync(sessions[holder], folder)).Single().Entry;
            using (var opened = await system.OpenAsync(sessions[holder], entry))
                Assert.Equal(100_000, opened.Attachments.Single().Content.Length);
            await system.Mailboxes.DeleteAsync(sessions[holder], entry, Token);
            // Not even time and the sweeper take it from those who still hold it.
            system.Clock.Advance(TimeSpan.FromHours(1));
            await system.Server.SweepAsync(Token);
        }

        system.Clock.Advance(TimeSpan.FromHours(24));
        await system.Server.SweepAsync(Token);
        Assert.Null(await system.Storage.Inner.Blobs.FindAsync(blob, Token));
    }

    [Fact]
    public async Task A_body_that_is_held_outlives_its_lease()
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.LoginTime = TimeSpan.FromDays(100));
        await using var alice = await system.JoinAsync("alice");
        await system.SendAsync(alice, Big with { To = ["alice"], Cc = [] });
        await system.Mailboxes.DeleteAsync(alice, (await system.ListAsync(alice, MailFolder.Sent)).Single().Entry, Token);
        system.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, await system.Server.SweepAsync(Token));
        using var opened = await system.OpenAsync(alice, (await system.ListAsync(alice)).Single().Entry);
        Assert.Equal(100_000, opened.Attachments.Single().Content.Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task Sent_mail_may_be_deleted_while_a_delivery_waits(int size)
    {
        var outside = new ScriptedTransport();
        outside.Always(TransportStatus.TryLater);
        await using var system = await TestSystem.StartAsync(options => options.Transport = _ => outside);
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        var blobs = BlobsOf(system);
        // The delivery to Bobby fails as well, so that the Sent copy's own body is still needed.
        var plan = await system.Mailboxes.PlanAsync(alice, Big with { To = ["bobby", "ann@outside.example"], Cc = [], Attachments = [new MailAttachment("a.bin", new byte[size])] }, Token);
        system.Storage.Hooks.FailBefore(call => call.Name == "Directory.Find", () => new StorageException(StorageError.Unavailable, "Try later."));
        var receipt = await system.Mailboxes.SendAsync(alice, plan.AllowOpen(), Token);
        Assert.All(receipt.Recipients, state => Assert.Equal(DeliveryStatus.Queued, state.Status));

        await system.Mailboxes.DeleteAsync(alice, receipt.SentEntry, Token);
        Assert.Empty(await system.ListAsync(alice, MailFolder.Sent));
        Assert.Equal(SMailError.MessageNotFound, await Assertions.ErrorOfAsync(() => system.OpenAsync(alice, receipt.SentEntry)));

        system.Storage.Hooks.Clear();
        outside.Always(TransportStatus.Accepted);
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
        using (var opened = await system.OpenAsync(bobby, (await system.ListAsync(bobby)).Single().Entry))
            Assert.Equal(size, opened.Attachments.Single().Content.Length);
        Assert.Equal(2, outside.Sent.Count);
        Assert.Empty(await system.ListAsync(alice, MailFolder.Sent));

        await system.Mailboxes.DeleteAsync(bobby, (await system.ListAsync(bobby)).Single().Entry, Token);
        foreach (var blob in blobs)
            Assert.Null(await system.Storage.Inner.Blobs.FindAsync(blob, Token));
    }

    private static HashSet<BlobId> BlobsOf(TestSystem system)
    {
        var blobs = new HashSet<BlobId>();
        system.Door.Hooks.Before = (call, _) =>
        {
            if (call.Arguments is [CompleteUploadRequest upload])
                blobs.Add(upload.Blob);
            return Task.CompletedTask;
        };
        return blobs;
    }
}
