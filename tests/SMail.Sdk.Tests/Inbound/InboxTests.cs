using System.Text;
using SMail.Sdk.Delivery;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.Inbound;

/// <summary>Mail that comes in from outside: sealed on arrival, shown as what it is, and refused where it must be.</summary>
public sealed class InboxTests
{
    private const string Mail = "From: Eve <eve@outside.example>\r\nTo: alice@s-mail.test\r\nSubject: Hello\r\nDate: Fri, 2 Jan 2026 03:04:05 +0000\r\n\r\nSecret of the day\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mail_from_outside_is_listed_and_opened_as_arrived_in_the_open()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var result = Assert.Single(await AcceptAsync(system, Mail, "eve@outside.example", "Alice@s-mail.test"));
        Assert.Equal((InboundStatus.Accepted, new EnhancedStatus(2, 1, 5)), (result.Status, result.Code));

        var item = Assert.Single(await system.ListAsync(alice));
        Assert.Equal(MailVerdict.ArrivedOpen, item.Verdict);
        Assert.False(item.ClaimsLocal);
        Assert.Equal("Hello", item.Summary!.Subject);
        Assert.Equal(["\"Eve\" <eve@outside.example>"], item.Summary.From);
        using var opened = await system.OpenAsync(alice, item.Entry);
        Assert.Equal(MailVerdict.ArrivedOpen, opened.Verdict);
        var text = Encoding.UTF8.GetString(opened.ToBytes());
        Assert.Equal("Secret of the day", opened.Text?.TrimEnd());
        Assert.StartsWith("Return-Path: <eve@outside.example>\r\nReceived: by s-mail.test with LMTP;\r\n Fri, 02 Jan 2026 03:04:05 +0000\r\nFrom:", text, StringComparison.Ordinal);
        Assert.EndsWith(Mail, text, StringComparison.Ordinal);
        Assert.Equal(text.Length, item.Summary.Size);
    }

    [Fact]
    public async Task A_large_message_keeps_its_bytes_and_names_its_attachments()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var bob = await system.JoinAsync("bobby");
        var file = Convert.ToBase64String(new byte[600_000], Base64FormattingOptions.InsertLineBreaks);
        var mail = "From: eve@outside.example\r\nSubject: Big\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\n\r\nText\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + file + "\r\n--b--\r\n";
        Assert.All(await AcceptAsync(system, mail, null, "alice@s-mail.test", "bobby@s-mail.test"), result => Assert.Equal(InboundStatus.Accepted, result.Status));
        foreach (var session in new[] { alice, bob })
        {
            var item = Assert.Single(await system.ListAsync(session));
            Assert.Equal(["plan.pdf"], item.Summary!.Attachments);
            using var opened = await system.OpenAsync(session, item.Entry);
            var text = Encoding.UTF8.GetString(opened.ToBytes());
            Assert.EndsWith(mail, text, StringComparison.Ordinal);
            Assert.StartsWith("Return-Path: <>\r\n", text, StringComparison.Ordinal);
        }

        // The body is one, held by both: it goes with the second.
        await system.Mailboxes.DeleteAsync(alice, Assert.Single(await system.ListAsync(alice)).Entry, Token);
        Assert.Equal(600_000, Assert.Single((await system.OpenAsync(bob, Assert.Single(await system.ListAsync(bob)).Entry)).Attachments).Content.Length);
    }

    [Theory]
    [InlineData("nobody@s-mail.test", 5, 1, 1)]
    [InlineData("alice@other.example", 5, 1, 1)]
    [InlineData("", 5, 1, 1)]
    [InlineData("alice@s-mail.test", 2, 1, 5)]
    [InlineData("postmaster", 5, 1, 1)]
    public async Task A_recipient_is_judged_at_once(string recipient, int @class, int subject, int detail)
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        Assert.Equal(new EnhancedStatus(@class, subject, detail), (await system.Server.Inbox.CheckRecipientAsync(recipient, Token)).Code);
    }

    [Fact]
    public async Task Each_recipient_has_a_result_and_who_is_named_twice_one_copy()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        await system.Administration.AddAliasAsync(MailAddress.Parse("info@s-mail.test"), alice.Address, Token);
        var results = await AcceptAsync(system, Mail, "eve@outside.example", "alice@s-mail.test", "nobody@s-mail.test", "info@s-mail.test");
        Assert.Equal([InboundStatus.Accepted, InboundStatus.Refused, InboundStatus.Accepted], results.Select(result => result.Status));
        Assert.Single(await system.ListAsync(alice));
    }

    [Theory]
    [InlineData("From: alice@s-mail.test")]
    [InlineData("From: Alice <ALICE@S-MAIL.TEST>")]
    [InlineData("From: eve@outside.example, alice@s-mail.test")]
    [InlineData("From: eve@outside.example\r\nFrom: alice@s-mail.test")]
    [InlineData("From: eve@outside.example\r\nSender: alice@s-mail.test")]
    [InlineData("From: eve@outside.example\r\nResent-From: alice@s-mail.test")]
    [InlineData("From: =?utf-8?q?x?= <alice@s-mail.test>")]
    [InlineData("From: group: alice@s-mail.test;")]
    [InlineData("From: alice@\uFF53-mail.test")]
    [InlineData("no field at all\r\nFrom: alice@s-mail.test")]
    public async Task Mail_that_claims_an_author_of_ours_is_refused_or_marked(string header)
    {
        var mark = false;
        await using var system = await TestSystem.StartAsync(options => options.Server.Inbound.ClaimedLocal = mark ? ClaimedLocalMail.Mark : ClaimedLocalMail.Refuse);
        using var alice = await system.JoinAsync("alice");
        var mail = header + "\r\nSubject: s\r\n\r\ntext\r\n";
        Assert.Equal(new EnhancedStatus(5, 7, 1), Assert.Single(await AcceptAsync(system, mail, null, "alice@s-mail.test")).Code);
        Assert.Empty(await system.ListAsync(alice));

        system.Options.Server.Inbound.ClaimedLocal = ClaimedLocalMail.Mark;
        Assert.Equal(InboundStatus.Accepted, Assert.Single(await AcceptAsync(system, mail, null, "alice@s-mail.test")).Status);
        var item = Assert.Single(await system.ListAsync(alice));
        Assert.Equal((MailVerdict.ArrivedOpen, true), (item.Verdict, item.ClaimsLocal));
        using var opened = await system.OpenAsync(alice, item.Entry);
        Assert.True(opened.ClaimsLocal);
        mark = true;
    }

    [Theory]
    [InlineData("Authentication-Results: s-mail.test; dkim=pass", true)]
    [InlineData("authentication-results : S-Mail.test;\r\n dkim=pass\r\n\theader.d=bank.example", true)]
    [InlineData("Authentication-Results: (x;) s-mail.test; dkim=pass", true)]
    [InlineData("Authentication-Results: \"s-mail.test\"; dkim=pass", true)]
    [InlineData("Authentication-Results: \"s-mail\\.test\"; dkim=pass", true)]
    [InlineData("Authentication-Results: other.example; dkim=pass header.d=s-mail.test", false)]
    [InlineData("X-Authentication-Results: s-mail.test; dkim=pass", false)]
    public async Task Results_that_claim_to_be_ours_are_cut_unless_the_server_in_front_is_trusted(string field, bool isCut)
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var mail = $"Subject: before\r\n{field}\r\nFrom: eve@outside.example\r\n\r\n{field}\r\n";
        foreach (var isTrusted in new[] { false, true })
        {
            using var message = new InboundMessage(new InboundEnvelope(null, ["alice@s-mail.test"]) { IsTrusted = isTrusted }, new MemoryStream(Encoding.UTF8.GetBytes(mail)));
            await system.Server.Inbox.AcceptAsync(message, Token);
            var item = (await system.ListAsync(alice))[0];
            var text = Encoding.UTF8.GetString(await system.ReadAsync(alice, item.Entry));
            Assert.EndsWith(isCut && !isTrusted ? $"Subject: before\r\nFrom: eve@outside.example\r\n\r\n{field}\r\n" : mail, text, StringComparison.Ordinal);
            await system.Mailboxes.DeleteAsync(alice, item.Entry, Token);
        }
    }

    [Fact]
    public async Task What_is_too_large_or_goes_in_a_circle_is_refused_and_leaves_nothing()
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.MaxMessageBytes = 500_000);
        using var alice = await system.JoinAsync("alice");
        Assert.Equal(new EnhancedStatus(5, 3, 4), Assert.Single(await AcceptAsync(system, Mail + new string('x', 500_000), null, "alice@s-mail.test")).Code);
        Assert.Equal(new EnhancedStatus(5, 6, 0), Assert.Single(await AcceptAsync(system, "Subject: " + new string('x', 300_000) + "\r\n\r\n", null, "alice@s-mail.test")).Code);
        var received = string.Concat(Enumerable.Repeat("Received: from a by b; Fri, 2 Jan 2026 03:04:05 +0000\r\n", 101));
        Assert.Equal(new EnhancedStatus(5, 4, 6), Assert.Single(await AcceptAsync(system, received + Mail, null, "alice@s-mail.test")).Code);
        Assert.Empty(await system.ListAsync(alice));
        Assert.Equal(0, await system.Server.SweepAsync(Token));
    }

    /// <summary>After a standstill of two days, the work that gives up the intake's own hold is due as well.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(48)]
    public async Task A_body_whose_hold_could_not_be_taken_is_kept_until_it_is(int hours)
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.LoginTime = TimeSpan.FromDays(100));
        using var alice = await system.JoinAsync("alice");
        var hold = await AcceptWithoutHoldAsync(system);
        system.Clock.Advance(TimeSpan.FromHours(hours));
        var (leases, begun) = (0, new TaskCompletionSource());
        system.Storage.Hooks.Before = async (call, _) =>
        {
            // When the pump looks for more, all that was due has begun: who would give the body up has done so.
            if (call.Name == "Outbox.Lease" && ++leases == 2)
                begun.SetResult();
            else if (call.Name == "Blobs.AddReference")
                await begun.Task;
        };
        await system.Server.DeliverDueAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
        system.Storage.Hooks.Clear();
        Assert.False(await IsWaitingAsync(system, hold));

        system.Clock.Advance(TimeSpan.FromDays(30));
        await system.Server.DeliverDueAsync(Token);
        await system.Server.SweepAsync(Token);
        Assert.EndsWith("xxx", Encoding.ASCII.GetString(await system.ReadAsync(alice, Assert.Single(await system.ListAsync(alice)).Entry)), StringComparison.Ordinal);
        await system.Mailboxes.DeleteAsync(alice, hold.Entry, Token);
        Assert.Null(await system.Storage.Blobs.FindAsync(hold.Blob, Token));
    }

    [Fact]
    public async Task A_reader_who_holds_the_body_and_deletes_takes_it_from_nobody_who_does_not_yet()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var bobby = await system.JoinAsync("bobby");
        var hold = await AcceptWithoutHoldAsync(system, "bobby@s-mail.test");
        await system.Mailboxes.DeleteAsync(bobby, Assert.Single(await system.ListAsync(bobby)).Entry, Token);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.False(await IsWaitingAsync(system, hold));
        Assert.EndsWith("xxx", Encoding.ASCII.GetString(await system.ReadAsync(alice, hold.Entry)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_deleted_before_its_hold_was_taken_leaves_no_work_behind()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var hold = await AcceptWithoutHoldAsync(system);
        await system.Mailboxes.DeleteAsync(alice, Assert.Single(await system.ListAsync(alice)).Entry, Token);
        system.Clock.Advance(TimeSpan.FromHours(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.False(await IsWaitingAsync(system, hold));
        // The intake's own hold goes in its time, and the body with it.
        system.Clock.Advance(TimeSpan.FromDays(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.Null(await system.Storage.Blobs.FindAsync(hold.Blob, Token));
        system.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
    }

    [Fact]
    public async Task A_stream_that_breaks_leaves_nothing()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var message = new InboundMessage(new InboundEnvelope(null, ["alice@s-mail.test"]), new BreakingStream(Encoding.UTF8.GetBytes(Mail + new string('x', 700_000))));
        await Assert.ThrowsAsync<IOException>(async () => await system.Server.Inbox.AcceptAsync(message, Token));
        Assert.Empty(await system.ListAsync(alice));
        system.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await system.Server.SweepAsync(Token));
    }

    /// <summary>Mail for alice whose entry is written, and whose body she does not hold yet.</summary>
    private static async Task<BlobReference> AcceptWithoutHoldAsync(TestSystem system, params string[] others)
    {
        var holds = new List<BlobReference>();
        system.Storage.Hooks.Before = (call, _) =>
        {
            if (call.Name != "Blobs.AddReference")
                return Task.CompletedTask;
            holds.Add(call.Get<BlobReference>());
            // The first is that of the intake.
            return holds.Count == 2 ? throw new StorageException(StorageError.Unavailable, "Test.") : Task.CompletedTask;
        };
        await AcceptAsync(system, Mail + new string('x', 300_000), null, ["alice@s-mail.test", .. others]);
        system.Storage.Hooks.Clear();
        Assert.True(await IsWaitingAsync(system, holds[1]));
        Assert.NotNull(await system.Storage.Blobs.FindAsync(holds[1].Blob, Token));
        return holds[1];
    }

    private static async Task<bool> IsWaitingAsync(TestSystem system, BlobReference hold) =>
        await system.Storage.Accounts.FindAsync(hold.Account, new(RowKind.Hold, hold.Entry.Value), Token) is not null;

    private static async Task<IReadOnlyList<InboundResult>> AcceptAsync(TestSystem system, string mail, string? sender, params string[] recipients)
    {
        using var message = new InboundMessage(new InboundEnvelope(sender, recipients), new MemoryStream(Encoding.UTF8.GetBytes(mail)));
        return await system.Server.Inbox.AcceptAsync(message, Token);
    }

    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 600_000 ? throw new IOException("The connection was cut.") : base.ReadAsync(buffer, cancellationToken);
    }
}
