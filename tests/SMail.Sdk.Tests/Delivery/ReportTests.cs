using System.Text;
using MimeKit;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>What a sender hears of his message: nothing that is not so, and nothing twice.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private readonly ScriptedTransport outside = new();
    private TestSystem system = null!;
    private MailSession alice = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Server.LoginTime = TimeSpan.FromDays(100);
        });
        alice = await system.JoinAsync("alice");
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task A_refused_recipient_is_reported_with_what_his_server_said()
    {
        outside.Answer = (_, _) => Task.FromResult(new TransportResult(TransportStatus.Refused, "No such user\r\nhere") { Code = new EnhancedStatus(5, 1, 1), ReplyCode = 550, Server = "mx.outside.example" });
        await SendAsync("ann@outside.example", "ben@outside.example");
        var report = Assert.IsType<MultipartReport>((await OnlyReportAsync("Your message was not delivered")).Body);
        Assert.Equal("delivery-status", report.ReportType);
        Assert.Contains("ann@outside.example", ((TextPart)report[0]).Text, StringComparison.Ordinal);
        Assert.Contains("mx.outside.example said: No such user", ((TextPart)report[0]).Text, StringComparison.Ordinal);
        var groups = ((MessageDeliveryStatus)report[1]).StatusGroups;
        Assert.Equal(["dns; s-mail.test"], groups[0].Where(field => field.Field == "Reporting-MTA").Select(field => field.Value));
        Assert.Equal(["rfc822; ann@outside.example", "rfc822; ben@outside.example"], groups.Skip(1).Where(group => group.Count > 0).Select(group => group["Final-Recipient"]));
        Assert.All(groups.Skip(1).Where(group => group.Count > 0), group => Assert.Equal(("failed", "5.1.1", "dns; mx.outside.example", "smtp; 550 No such user  here"), (group["Action"], group["Status"], group["Remote-MTA"], group["Diagnostic-Code"])));
        // The header of open mail comes back; its text does not.
        using var header = new MemoryStream();
        ((MimePart)report[2]).Content!.DecodeTo(header, Token);
        Assert.Contains("Subject: Weekend", Encoding.UTF8.GetString(header.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain("Canary text", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_message_is_reported_once_and_then_its_end()
    {
        outside.Always(TransportStatus.TryLater, "Greylisted");
        await SendAsync("ann@outside.example");
        await DeliverAsync(TimeSpan.FromHours(3));
        Assert.Empty(await system.ListAsync(alice));
        await DeliverAsync(TimeSpan.FromHours(2));
        var group = ((MessageDeliveryStatus)((MultipartReport)(await OnlyReportAsync("Your message is late")).Body!)[1]).StatusGroups[1];
        Assert.Equal(("delayed", "4.0.0", "x-smail; Greylisted"), (group["Action"], group["Status"], group["Diagnostic-Code"]));
        Assert.Equal(new DateTimeOffset(2026, 1, 7, 3, 4, 5, TimeSpan.Zero), DateTimeOffset.Parse(group["Will-Retry-Until"]!, System.Globalization.CultureInfo.InvariantCulture));
        await DeliverAsync(TimeSpan.FromHours(2));
        Assert.Single(await system.ListAsync(alice));
        await DeliverAsync(TimeSpan.FromDays(5));
        Assert.Equal(["Your message was not delivered", "Your message is late"], (await system.ListAsync(alice)).Select(item => item.Summary!.Subject));
    }

    [Fact]
    public async Task A_report_is_written_with_the_end_it_tells_of_or_not_at_all()
    {
        outside.Always(TransportStatus.Refused, "No");
        var commits = 0;
        system.Storage.Hooks.Before = (call, _) =>
        {
            var isEnd = call.Arguments.OfType<Storage.PartitionCommit>().Any(commit => commit.Writes.OfType<Storage.DeleteRow>().Any(write => write.Key.Kind == Storage.RowKind.Outbox));
            return isEnd && commits++ == 0 ? throw new Storage.StorageException(Storage.StorageError.Unavailable, "Cut off.") : Task.CompletedTask;
        };
        await SendAsync("ann@outside.example");
        Assert.Empty(await system.ListAsync(alice));
        await DeliverAsync(TimeSpan.FromMinutes(5));
        await OnlyReportAsync("Your message was not delivered");
        Assert.Equal(2, commits);
    }

    [Fact]
    public async Task What_is_delivered_is_not_reported()
    {
        await SendAsync("ann@outside.example");
        Assert.Empty(await system.ListAsync(alice));
    }

    [Fact]
    public async Task Dead_letters_are_listed_sent_again_and_end_in_their_time()
    {
        system.Options.Server.Delivery.DeadLetterTime = TimeSpan.FromDays(3);
        outside.Always(TransportStatus.Refused, "Policy");
        await SendAsync("ann@outside.example", "ben@outside.example");
        var letters = (await system.Administration.ListDeadLettersAsync(alice.Address, cancellationToken: Token)).Items;
        Assert.Equal(["ann@outside.example", "ben@outside.example"], letters.Select(letter => letter.Recipient.ToString()).Order(StringComparer.Ordinal));
        Assert.All(letters, letter => Assert.Equal((alice.Address, 1, "Policy", system.Clock.GetUtcNow().AddDays(3)), (letter.Sender, letter.Attempts, letter.Reason, letter.Until)));

        outside.Always(TransportStatus.Accepted);
        var ann = letters.Single(letter => letter.Recipient.LocalPart == "ann");
        Assert.True(await system.Administration.ReplayDeadLetterAsync(alice.Address, ann.Id, Token));
        Assert.False(await system.Administration.ReplayDeadLetterAsync(alice.Address, ann.Id, Token));
        Assert.Equal([DeliveryStatus.Queued, DeliveryStatus.Rejected], await StatesAsync());
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Rejected], await StatesAsync());
        Assert.Equal(outside.Sent[0].Bytes, outside.Sent[^1].Bytes);

        Assert.True(await HasOpenBodyAsync());
        await DeliverAsync(TimeSpan.FromDays(4));
        Assert.Empty((await system.Administration.ListDeadLettersAsync(alice.Address, cancellationToken: Token)).Items);
        Assert.False(await HasOpenBodyAsync());
    }

    [Fact]
    public async Task Progress_is_told_and_a_listener_that_throws_changes_nothing()
    {
        var told = new List<DeliveryProgress>();
        system.Options.Server.Delivery.Progress = new Listener(progress =>
        {
            told.Add(progress);
            throw new InvalidOperationException("Out of order.");
        });
        outside.Always(TransportStatus.TryLater);
        await SendAsync("ann@outside.example");
        outside.Always(TransportStatus.Accepted);
        await DeliverAsync(TimeSpan.FromHours(1));
        Assert.Equal([(DeliveryStatus.Queued, 1), (DeliveryStatus.Delivered, 2)], told.Select(progress => (progress.Status, progress.Attempts)));
        Assert.Equal([DeliveryStatus.Delivered], await StatesAsync());
    }

    private BlobId? openBody;

    private async Task SendAsync(params string[] recipients)
    {
        system.Door.Hooks.Before = (call, _) =>
        {
            openBody ??= call.Arguments is [PutOpenChunkRequest piece] ? piece.Blob : null;
            return Task.CompletedTask;
        };
        await system.SendAnywhereAsync(alice, new ComposedMail { To = recipients, Subject = "Weekend", Text = "Canary text" });
    }

    private async Task<bool> HasOpenBodyAsync() => await system.Storage.Blobs.FindAsync(openBody!.Value, Token) is not null;

    private async Task DeliverAsync(TimeSpan later)
    {
        system.Clock.Advance(later);
        await system.Server.DeliverDueAsync(Token);
    }

    private async Task<IEnumerable<DeliveryStatus>> StatesAsync() => (await system.ListAsync(alice, MailFolder.Sent)).Single().Recipients.Select(state => state.Status);

    private async Task<MimeMessage> OnlyReportAsync(string subject)
    {
        var item = Assert.Single(await system.ListAsync(alice));
        Assert.Equal((MailVerdict.ArrivedOpen, false, subject), (item.Verdict, item.ClaimsLocal, item.Summary!.Subject));
        Assert.Equal(["\"Mail delivery\" <mailer-daemon@s-mail.test>"], item.Summary.From);
        return await MimeMessage.LoadAsync(new MemoryStream(await system.ReadAsync(alice, item.Entry)), Token);
    }

    private sealed class Listener(Action<DeliveryProgress> report) : IProgress<DeliveryProgress>
    {
        public void Report(DeliveryProgress value) => report(value);
    }
}
