using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>An entry that goes while its hold is being taken leaves no body behind.</summary>
public sealed class HoldTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hold_taken_while_its_entry_is_being_deleted_is_given_up()
    {
        await using var system = await TestSystem.StartAsync();
        var (alice, bobby) = (await system.JoinAsync("alice"), await system.JoinAsync("bobby"));
        var (atDiscard, added) = (new TaskCompletionSource(), new TaskCompletionSource());
        BlobReference? hold = null;
        var deleting = Task.CompletedTask;
        system.Storage.Hooks.Before = async (call, _) =>
        {
            if (call.Name == "Blobs.AddReference" && hold is null)
            {
                hold = call.Get<BlobReference>();
                deleting = Task.Run(async () => await system.Mailboxes.DeleteAsync(alice, hold.Value.Entry, Token), Token);
                await atDiscard.Task;
            }
            else if (call.Name == "Blobs.Discard" && atDiscard.TrySetResult())
            {
                await added.Task;
            }
        };
        system.Storage.Hooks.After = (call, _) =>
        {
            if (call.Name == "Blobs.AddReference")
                added.TrySetResult();
            return Task.CompletedTask;
        };
        // No delivery needs the Sent copy's body, so deleting the copy deletes the row.
        var mail = new ComposedMail { Bcc = ["bobby"], Attachments = [new MailAttachment("a.bin", new byte[100_000])] };
        await system.SendAsync(alice, mail).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await deleting.WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Empty(await system.ListAsync(alice, MailFolder.Sent));
        Assert.Null(await system.Storage.Blobs.FindAsync(hold!.Value.Blob, Token));
        Assert.NotEmpty(await system.ReadAsync(bobby, (await system.ListAsync(bobby)).Single().Entry));
    }

    [Fact]
    public async Task A_message_deleted_while_it_arrives_leaves_nothing()
    {
        await using var system = await TestSystem.StartAsync();
        var (alice, bobby) = (await system.JoinAsync("alice"), await system.JoinAsync("bobby"));
        var holds = new List<BlobReference>();
        system.Storage.Hooks.Before = async (call, _) =>
        {
            if (call.Name != "Blobs.AddReference")
                return;
            holds.Add(call.Get<BlobReference>());
            if (holds[^1].Account == bobby.Account)
                await system.Mailboxes.DeleteAsync(bobby, holds[^1].Entry, Token);
        };
        var mail = new ComposedMail { To = ["bobby"], Attachments = [new MailAttachment("a.bin", new byte[100_000])] };
        var receipt = await system.SendAsync(alice, mail);
        Assert.Equal(DeliveryStatus.Delivered, receipt.Recipients.Single().Status);
        Assert.Contains(holds, hold => hold.Account == bobby.Account);
        await system.Mailboxes.DeleteAsync(alice, receipt.SentEntry, Token);
        foreach (var blob in holds.Select(hold => hold.Blob).Distinct())
            Assert.Null(await system.Storage.Blobs.FindAsync(blob, Token));
    }
}
