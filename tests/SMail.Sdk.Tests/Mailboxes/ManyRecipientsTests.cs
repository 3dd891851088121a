using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class ManyRecipientsTests
{
    [Fact]
    public async Task A_hundred_recipients_get_one_message()
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.InlineBodyBytes = 0);
        await using var alice = await system.JoinAsync("alice");
        var sessions = new List<MailSession>();
        for (var i = 0; i < 100; i++)
            sessions.Add(await system.JoinAsync($"user{i}"));

        var names = sessions.Select(session => session.Address.ToString()).ToList();
        var receipt = await system.SendAsync(alice, new ComposedMail { To = names[..40], Cc = names[40..80], Bcc = names[80..], Subject = "All", Text = "To everybody" });

        Assert.Equal(100, receipt.Recipients.Count(state => state.Status == DeliveryStatus.Delivered));
        foreach (var session in sessions)
        {
            using var opened = await system.OpenAsync(session, Assert.Single(await system.ListAsync(session)).Entry);
            Assert.Equal((true, "To everybody"), (opened.Verdict.IsGood(), opened.Text!.TrimEnd()));
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_recipient_too_many_is_refused()
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.MaxRecipients = 3);
        await using var alice = await system.JoinAsync("alice");
        var mail = new ComposedMail { To = ["a@x.example", "b@x.example"], Cc = ["c@x.example"], Bcc = ["d@x.example"] };
        Assert.Equal(SMailError.TooManyRecipients, await Assertions.ErrorOfAsync(() => system.SendAnywhereAsync(alice, mail)));
        // Somebody named twice counts once.
        await system.SendAnywhereAsync(alice, mail with { Bcc = ["a@x.example"] });
    }
}
