using System.Text;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Mailboxes;

public sealed class SendingTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task To_Cc_and_Bcc_inside_and_outside_all_get_it()
    {
        var before = people.Outside.Sent.Count;
        var mail = new ComposedMail
        {
            To = ["bobby", "Ann <ann@outside.example>"],
            Cc = ["alice", "cem@outside.example"],
            Bcc = ["carol", "dan@outside.example"],
            Subject = "To all",
            Text = "Text",
        };
        people.System.Clock.Advance(TimeSpan.FromSeconds(1));
        var receipt = await people.System.SendAnywhereAsync(people.Alice, mail);

        Assert.Equal(6, receipt.Recipients.Count);
        Assert.All(receipt.Recipients, state => Assert.Equal(DeliveryStatus.Delivered, state.Status));
        foreach (var reader in new[] { people.Alice, people.Bobby, people.Carol })
        {
            var item = await people.NewestAsync(reader);
            Assert.Equal(("To all", true), (item.Summary!.Subject, item.Verdict.IsGood()));
            using var opened = await people.System.OpenAsync(reader, item.Entry);
            Assert.Equal((true, "Text"), (opened.Verdict.IsGood(), opened.Text!.TrimEnd()));
        }

        var outside = people.Outside.Sent.Skip(before).ToList();
        Assert.Equal(["ann@outside.example cem@outside.example", "dan@outside.example"], outside.Select(sent => string.Join(' ', sent.Envelope.Recipients)).Order(StringComparer.Ordinal));
        Assert.All(outside, sent => Assert.Contains("Subject: To all", Encoding.ASCII.GetString(sent.Bytes), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_copy_of_a_composed_message_has_a_Bcc_field()
    {
        var before = people.Outside.Sent.Count;
        var mail = new ComposedMail { To = ["bobby", "ann@outside.example"], Bcc = ["carol", "dan@outside.example"] };
        people.System.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.System.SendAnywhereAsync(people.Alice, mail);
        var copies = people.Outside.Sent.Skip(before).Select(sent => sent.Bytes).ToList();
        foreach (var (reader, folder) in new[] { (people.Alice, MailFolder.Sent), (people.Bobby, MailFolder.Inbox), (people.Carol, MailFolder.Inbox) })
            copies.Add(await people.System.ReadAsync(reader, (await people.NewestAsync(reader, folder)).Entry));
        Assert.Equal(5, copies.Count);
        Assert.All(copies, bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            Assert.DoesNotContain("bcc", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("carol", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("dan@", text, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task Only_the_Sent_copy_lists_secret_recipients()
    {
        people.System.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.System.SendAsync(people.Alice, new ComposedMail { To = ["bobby"], Bcc = ["carol"] });
        Assert.Equal(["carol@s-mail.test"], (await people.NewestAsync(people.Alice, MailFolder.Sent)).Summary!.Bcc);
        Assert.Empty((await people.NewestAsync(people.Bobby)).Summary!.Bcc);
        Assert.Empty((await people.NewestAsync(people.Bobby)).Recipients);
        Assert.Empty((await people.NewestAsync(people.Carol)).Summary!.Bcc);
        Assert.Empty((await people.NewestAsync(people.Carol)).Recipients);
    }

    [Fact]
    public async Task A_letter_to_oneself_has_two_copies()
    {
        people.System.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.System.SendAsync(people.Carol, new ComposedMail { To = ["carol"], Subject = "Note", Text = "Remember." });
        foreach (var folder in new[] { MailFolder.Inbox, MailFolder.Sent })
        {
            using var opened = await people.System.OpenAsync(people.Carol, (await people.NewestAsync(people.Carol, folder)).Entry);
            Assert.Equal((true, "Remember."), (opened.Verdict.IsGood(), opened.Text!.TrimEnd()));
        }
    }

    [Fact]
    public async Task A_secret_copy_to_oneself_arrives_too()
    {
        people.System.Clock.Advance(TimeSpan.FromSeconds(1));
        await people.System.SendAsync(people.Carol, new ComposedMail { To = ["bobby"], Bcc = ["carol"], Subject = "Twice mine" });
        using var opened = await people.System.OpenAsync(people.Carol, (await people.NewestAsync(people.Carol)).Entry);
        Assert.Equal((true, "Twice mine"), (opened.Verdict.IsGood(), opened.Summary!.Subject));
    }

    [Fact]
    public async Task Open_mail_needs_consent()
    {
        var before = people.Outside.Sent.Count;
        var sent = (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count;
        var plan = await people.System.Mailboxes.PlanAsync(people.Alice, new ComposedMail { To = ["bobby", "ann@outside.example"] }, Token);
        Assert.Equal(SMailError.ConsentRequired, await Assertions.ErrorOfAsync(() => people.System.Mailboxes.SendAsync(people.Alice, plan, Token)));
        Assert.Equal((before, sent), (people.Outside.Sent.Count, (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count));
        await people.System.Mailboxes.SendAsync(people.Alice, plan.AllowOpen(), Token);
        Assert.Equal(before + 1, people.Outside.Sent.Count);
    }

    [Fact]
    public async Task An_unknown_name_inside_is_refused_and_nothing_is_sent()
    {
        var sent = (await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count;
        var inbox = (await people.System.ListAsync(people.Bobby)).Count;
        Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => people.System.SendAsync(people.Alice, new ComposedMail { To = ["bobby", "nobody-here"] })));
        Assert.Equal((sent, inbox), ((await people.System.ListAsync(people.Alice, MailFolder.Sent)).Count, (await people.System.ListAsync(people.Bobby)).Count));
    }

    [Fact]
    public async Task The_policy_may_refuse_open_mail()
    {
        var outside = new ScriptedTransport();
        await using var system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Mailbox.OpenMail = OpenMailPolicy.RefuseOpen;
        });
        await using var alice = await system.JoinAsync("alice");
        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = ["alice", "ann@outside.example"] }, Token);
        Assert.Equal((DeliveryRoute.Refused, RouteReason.PolicyRefusesOpen), (plan.Recipients[1].Route, plan.Recipients[1].Reason));
        Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => system.Mailboxes.SendAsync(alice, plan.AllowOpen(), Token)));
        Assert.Empty(outside.Sent);
    }

    [Fact]
    public async Task The_policy_may_allow_open_mail()
    {
        await using var system = await TestSystem.StartAsync(options => options.Mailbox.OpenMail = OpenMailPolicy.AllowOpen);
        await using var alice = await system.JoinAsync("alice");
        var receipt = await system.SendAsync(alice, new ComposedMail { To = ["ann@outside.example"] });
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(receipt.Recipients).Status);
        Assert.Single(Directory.GetFiles(Path.Combine(system.Pickup, "new")));
    }

    [Fact]
    public async Task Without_a_transport_open_mail_is_refused_whole()
    {
        await using var system = await TestSystem.StartAsync(options => options.Transport = null);
        await using var alice = await system.JoinAsync("alice");
        Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => system.SendAnywhereAsync(alice, new ComposedMail { To = ["alice", "ann@outside.example"] })));
        Assert.Empty(await system.ListAsync(alice));
        Assert.Empty(await system.ListAsync(alice, MailFolder.Sent));
    }
}
