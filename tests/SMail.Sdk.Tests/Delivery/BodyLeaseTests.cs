using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>Between the commit and the first hold only a lease keeps the bodies.</summary>
public sealed class BodyLeaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bobby", 0)]
    [InlineData("ann@outside.example", 0)]
    [InlineData("bobby", 4)]
    [InlineData("ann@outside.example", 4)]
    public async Task A_sweeper_that_comes_before_the_pump_leaves_the_bodies(string recipient, int days)
    {
        var outside = new ScriptedTransport();
        await using var system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.LoginTime = TimeSpan.FromDays(100);
        });
        var (alice, bobby) = (await system.JoinAsync("alice"), await system.JoinAsync("bobby"));
        system.Door.Hooks.Before = (call, _) =>
        {
            if (call.Arguments is [SubmitRequest])
                system.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        // The submitter dies before it takes a hold.
        system.Storage.Hooks.FailBefore(call => call.Name == "Blobs.AddReference", () => new StorageException(StorageError.Unavailable, "Test."));
        var mail = new ComposedMail { To = [recipient], Attachments = [new MailAttachment("a.bin", new byte[100_000])] };
        var receipt = await system.SendAnywhereAsync(alice, mail);
        Assert.Equal(DeliveryStatus.Queued, receipt.Recipients.Single().Status);

        system.Storage.Hooks.Clear();
        system.Clock.Advance(TimeSpan.FromDays(days) + TimeSpan.FromMinutes(2));
        Assert.Equal(0, await system.Server.SweepAsync(Token));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(DeliveryStatus.Delivered, (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients.Single().Status);

        // What holds the bodies now is no lease.
        system.Clock.Advance(TimeSpan.FromDays(30));
        await system.Server.SweepAsync(Token);
        var copy = await system.ReadAsync(alice, receipt.SentEntry);
        var arrived = recipient == "bobby" ? await system.ReadAsync(bobby, (await system.ListAsync(bobby)).Single().Entry) : outside.Sent.Single().Bytes;
        Assert.Equal(copy, arrived);
    }
}
