using System.Text;
using SMail.Sdk.Delivery;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Inbound;

/// <summary>What only intake may say, and what readers of one message must not do to each other.</summary>
public sealed class ForgedArrivalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_submitted_unsigned_does_not_pass_for_mail_from_outside()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var mallory = await system.JoinAsync("mallory");
        await AcceptAsync(system, "From: eve@outside.example\r\nSubject: Real\r\n\r\ntext\r\n", "mallory@s-mail.test");
        // An entry of mail that did arrive, as a submission would make it: without the mark that intake alone can set.
        system.Door.Hooks.ChangeAnswers<Answer<EntryPage>>(answer => answer with { Value = answer.Value! with { Entries = [.. answer.Value.Entries.Select(entry => entry with { HasArrived = false })] } });
        Assert.Equal(MailVerdict.Unsigned, Assert.Single(await system.ListAsync(mallory)).Verdict);
    }

    [Theory]
    [InlineData("Sender: ceo@s-mail.test")]
    [InlineData("Resent-From: ceo@s-mail.test")]
    [InlineData("Resent-Sender: ceo@s-mail.test")]
    [InlineData("Sender: alice@s-mail.test\r\nSender: ceo@s-mail.test")]
    [InlineData("sender : alice@s-mail.test, ceo@s-mail.test")]
    public async Task Open_mail_names_no_other_author_in_any_field(string field)
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var mail = new RawMail(Encoding.ASCII.GetBytes($"From: alice@s-mail.test\r\n{field}\r\nTo: eve@outside.example\r\nSubject: s\r\n\r\ntext\r\n")) { To = ["eve@outside.example"] };
        var refused = await Assert.ThrowsAsync<SMailException>(() => system.SendAnywhereAsync(alice, mail));
        Assert.Equal(SMailError.InvalidMessage, refused.Code);
        Assert.False(Directory.Exists(Path.Combine(system.Pickup, "new")));
    }

    [Fact]
    public async Task A_reader_who_deletes_at_once_takes_nothing_from_the_others()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        using var bobby = await system.JoinAsync("bobby");
        var isDeleted = false;
        system.Storage.Hooks.After = async (call, _) =>
        {
            if (isDeleted || call.Arguments.OfType<PartitionCommit>().SelectMany(commit => commit.Writes).OfType<DeleteRow>().All(write => write.Key.Kind != RowKind.Hold))
                return;
            isDeleted = true;
            await system.Mailboxes.DeleteAsync(alice, Assert.Single(await system.ListAsync(alice)).Entry, Token);
        };
        await AcceptAsync(system, "From: eve@outside.example\r\n\r\n" + new string('x', 300_000), "alice@s-mail.test", "bobby@s-mail.test");
        Assert.True(isDeleted);
        Assert.Empty(await system.ListAsync(alice));
        Assert.EndsWith(new string('x', 300_000), Encoding.ASCII.GetString(await system.ReadAsync(bobby, Assert.Single(await system.ListAsync(bobby)).Entry)), StringComparison.Ordinal);
        await system.Mailboxes.DeleteAsync(bobby, Assert.Single(await system.ListAsync(bobby)).Entry, Token);
        system.Clock.Advance(TimeSpan.FromDays(30));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal(0, await system.Server.SweepAsync(Token));
    }

    [Fact]
    public async Task A_field_of_many_megabytes_ends_the_summary_and_not_the_server()
    {
        await using var system = await TestSystem.StartAsync();
        using var alice = await system.JoinAsync("alice");
        var folded = string.Concat(Enumerable.Repeat(" " + new string('y', 900) + "\r\n", 20_000));
        await AcceptAsync(system, "From: eve@outside.example\r\nSubject: Long\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment;\r\n" + folded + "\r\nx\r\n--b--\r\n", "alice@s-mail.test");
        var item = Assert.Single(await system.ListAsync(alice));
        Assert.Equal("Long", item.Summary!.Subject);
        using var opened = await system.OpenAsync(alice, item.Entry);
        Assert.Null(opened.Text);
        Assert.Equal(item.Summary.Size, opened.Content.Length);
    }

    private static async Task AcceptAsync(TestSystem system, string mail, params string[] recipients)
    {
        using var message = new InboundMessage(new InboundEnvelope(null, recipients), new MemoryStream(Encoding.UTF8.GetBytes(mail)));
        Assert.All(await system.Server.Inbox.AcceptAsync(message, Token), result => Assert.Equal(InboundStatus.Accepted, result.Status));
    }
}
