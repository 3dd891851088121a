using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class FirstMailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_people_exchange_a_sealed_message(bool throughJson)
    {
        await using var system = await TestSystem.StartAsync(wrapDoor: throughJson ? door => new SerialisingDoor(door) : null);
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        var mail = new ComposedMail { To = ["bobby"], Subject = "Hello", Text = "The text.", Attachments = [new MailAttachment("plan.txt", Encoding.UTF8.GetBytes("attached"))] };

        var receipt = await system.Mailboxes.SendAsync(alice, mail, Token);

        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(receipt.Recipients).Status);
        var item = await system.Mailboxes.ListAsync(bobby, MailFolder.Inbox, Token).SingleAsync(Token);
        Assert.Equal(MailVerdict.FirstSeen, item.Verdict);
        Assert.Equal("Hello", item.Summary!.Subject);
        Assert.Equal(["plan.txt"], item.Summary.Attachments);
        using var opened = await system.Mailboxes.OpenAsync(bobby, item.Entry, Token);
        Assert.Equal(MailVerdict.FirstSeen, opened.Verdict);
        Assert.Equal("The text.", opened.Text!.TrimEnd());
        Assert.Equal("attached", Encoding.UTF8.GetString(Assert.Single(opened.Attachments).Content.Span));
        var sent = await system.Mailboxes.ListAsync(alice, MailFolder.Sent, Token).SingleAsync(Token);
        using var copy = await system.Mailboxes.OpenAsync(alice, sent.Entry, Token);
        Assert.Equal(MailVerdict.Verified, copy.Verdict);
    }
}
