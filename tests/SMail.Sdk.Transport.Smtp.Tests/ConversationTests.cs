using MimeKit;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Tests;
using SMail.Sdk.Transport.Smtp.Tests.Support;

namespace SMail.Sdk.Transport.Smtp.Tests;

/// <summary>What goes wrong between servers, from a mailbox to the report in it: nothing is lost, and the sender hears what his message came to.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private static readonly string[] Three = ["one@out.test", "two@out.test", "three@out.test"];
    private readonly SmtpSink sink = new();
    private readonly ScriptedResolver resolver = new ScriptedResolver().Add("out.test", (10, "mx.out.test", "127.0.0.1"));
    private readonly SmtpTransportOptions smtp = new() { HeloName = "mail.s-mail.test", AllowPrivateAddresses = true, MtaSts = null };
    private TestSystem system = null!;
    private MailSession alice = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (smtp.Resolver, smtp.MxPort) = (resolver, sink.Port);
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => new SmtpTransport(smtp);
            options.Server.LoginTime = TimeSpan.FromDays(100);
        });
        alice = await system.JoinAsync("alice");
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await system.DisposeAsync();
        await sink.DisposeAsync();
    }

    [Fact]
    public async Task Not_now_and_then_yes_is_delivered_once_and_not_reported()
    {
        sink.Answer = line => line == "." ? "451 4.3.0 Try again" : null;
        await SendAsync(Three);
        Assert.All(await StatesAsync(), state => Assert.Equal(DeliveryStatus.Queued, state.Status));
        sink.Answer = _ => null;
        await DeliverAsync(TimeSpan.FromMinutes(2));
        Assert.All(await StatesAsync(), state => Assert.Equal(DeliveryStatus.Delivered, state.Status));
        Assert.Equal(3, Assert.Single(sink.Mails).To.Count);
        Assert.Empty(await system.ListAsync(alice));
    }

    [Fact]
    public async Task One_of_three_is_refused_and_reported_and_the_others_have_the_message()
    {
        sink.Answer = line => line.StartsWith("RCPT TO:<two@", StringComparison.Ordinal) ? "550 5.1.1 No such user" : null;
        await SendAsync(Three);
        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Rejected, DeliveryStatus.Delivered], (await StatesAsync()).Select(state => state.Status));
        Assert.Equal(2, Assert.Single(sink.Mails).To.Count);
        Assert.Equal([("rfc822; two@out.test", "failed", "5.1.1", "smtp; 550 5.1.1 No such user")], await ReportedAsync("Your message was not delivered"));
    }

    [Fact]
    public async Task A_cut_after_the_final_dot_brings_the_same_bytes_again()
    {
        sink.Answer = line => line == "." ? SmtpSink.Close : null;
        await SendAsync("one@out.test");
        Assert.Equal(DeliveryStatus.Queued, Assert.Single(await StatesAsync()).Status);
        sink.Answer = _ => null;
        await DeliverAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(await StatesAsync()).Status);
        // SMTP can't promise more (RFC 1047): the server had it, and could not say so.
        var mails = sink.Mails.ToList();
        Assert.Equal(2, mails.Count);
        Assert.Equal(mails[0].Bytes, mails[1].Bytes);
        Assert.Empty(await system.ListAsync(alice));
    }

    [Fact]
    public async Task A_name_system_that_fails_is_late_and_then_over()
    {
        resolver.Servers["out.test"] = new(DnsStatus.Failed, []);
        await SendAsync("one@out.test");
        await DeliverAsync(TimeSpan.FromHours(5));
        Assert.Equal([("rfc822; one@out.test", "delayed", "4.4.3")], (await ReportedAsync("Your message is late")).Select(report => (report.Recipient, report.Action, report.Status)));
        await DeliverAsync(TimeSpan.FromDays(5));
        Assert.Equal([("rfc822; one@out.test", "failed")], (await ReportedAsync("Your message was not delivered")).Select(report => (report.Recipient, report.Action)));
        Assert.Equal(DeliveryStatus.Rejected, Assert.Single(await StatesAsync()).Status);
        Assert.Empty(sink.Mails);
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_reported_at_once()
    {
        resolver.Servers.Remove("out.test");
        await SendAsync("one@out.test");
        var (recipient, action, status, _) = Assert.Single(await ReportedAsync("Your message was not delivered"));
        Assert.Equal(("rfc822; one@out.test", "failed", "5.1.2"), (recipient, action, status));
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_late_and_delivered_when_it_is_renewed()
    {
        smtp.TlsRequiredDomains.Add("out.test");
        smtp.TrustedRoots.Add(Certificates.Root);
        using var old = Certificates.For("mx.out.test", isExpired: true);
        using var renewed = Certificates.For("mx.out.test");
        sink.Certificate = old;
        await SendAsync("one@out.test");
        await DeliverAsync(TimeSpan.FromHours(5));
        Assert.Equal([("rfc822; one@out.test", "delayed", "4.7.5")], (await ReportedAsync("Your message is late")).Select(report => (report.Recipient, report.Action, report.Status)));
        Assert.Empty(sink.Mails);
        sink.Certificate = renewed;
        await DeliverAsync(TimeSpan.FromHours(1));
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single(await StatesAsync()).Status);
        Assert.True(Assert.Single(sink.Mails).WasTls);
        Assert.Single(await system.ListAsync(alice));
    }

    private Task<DeliveryReceipt> SendAsync(params string[] to) => system.SendAnywhereAsync(alice, new ComposedMail { To = to, Subject = "Weekend", Text = "Hello" });

    private async Task DeliverAsync(TimeSpan later)
    {
        system.Clock.Advance(later);
        await system.Server.DeliverDueAsync(Token);
    }

    private async Task<IReadOnlyList<RecipientState>> StatesAsync() => Assert.Single(await system.ListAsync(alice, MailFolder.Sent)).Recipients;

    /// <summary>What the newest report says, which must be of this kind.</summary>
    private async Task<List<(string Recipient, string Action, string Status, string Diagnostic)>> ReportedAsync(string subject)
    {
        var item = (await system.ListAsync(alice))[0];
        Assert.Equal(subject, item.Summary!.Subject);
        using var opened = await system.OpenAsync(alice, item.Entry);
        using var message = MimeMessage.Load(new MemoryStream(opened.ToBytes()), Token);
        var status = Assert.IsType<MessageDeliveryStatus>(Assert.IsType<MultipartReport>(message.Body)[1]);
        return [.. status.StatusGroups.Skip(1).Where(group => group.Count > 0).Select(group => (group["Final-Recipient"]!, group["Action"]!, group["Status"]!, group["Diagnostic-Code"] ?? ""))];
    }
}
