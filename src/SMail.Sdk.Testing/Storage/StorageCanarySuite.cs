using System.Collections.Concurrent;
using System.Text;
using SMail.Sdk.Accounts;
using SMail.Sdk.Delivery;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Testing.Canaries;
using SMail.Sdk.Testing.Faults;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Runs a whole mail system on the store, with mail full of known strings, and looks for them in every byte the store was given and in every file it wrote.</summary>
public abstract class StorageCanarySuite : StorageConformance
{
    private const string Password = "Canary-Password-5e77bd";
    private static readonly byte[] File = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("canary-attachment-content-a3fe ", 5000)));
    private static readonly Canary[] Content =
    [
        new("the subject", "Canary-Subject-7c1a55"), new("the text", "Canary-Text-20b9e1"),
        new("the attachment's name", "canary-attachment-name-66d2"), new("the attachment", "canary-attachment-content-a3fe"),
    ];

    private readonly ConcurrentQueue<Recorded> _given = new();

    [Fact]
    public async Task Nothing_stored_tells_what_internal_mail_says()
    {
        await using var mail = await StartAsync();
        await using var alice = await mail.JoinAsync("alice", Password);
        await using var bobby = await mail.JoinAsync("bobby", Password + "2");
        // One body lies in its rows, the other is a blob.
        await mail.SendAsync(alice, Mail("bobby") with { Attachments = [] });
        await mail.SendAsync(alice, Mail("bobby"));
        var items = await mail.System.Mailboxes.ListAsync(bobby, MailFolder.Inbox, Token).ToListAsync(Token);
        Assert.Equal(2, items.Count);
        foreach (var item in items)
        {
            Assert.Equal("Canary-Subject-7c1a55", item.Summary?.Subject);
            using var opened = await mail.System.Mailboxes.OpenAsync(bobby, item.Entry, Token);
            Assert.Equal("Canary-Text-20b9e1", opened.Text?.Trim());
        }
        Search();
        await mail.System.Mailboxes.DeleteAsync(bobby, items[0].Entry, Token);
        Search();
        Assert.Empty(Canary.Find(CanaryScan.Files(mail.Spool), Content));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)] // its body is a blob
    public async Task Mail_from_outside_is_sealed_before_anything_of_it_is_stored(int lines)
    {
        await using var mail = await StartAsync();
        await using var bobby = await mail.JoinAsync("bobby", Password);
        var text = string.Concat(Enumerable.Repeat("Canary-Text-20b9e1 canary-attachment-name-66d2\r\ncanary-attachment-content-a3fe\r\n", lines));
        var mime = Encoding.UTF8.GetBytes($"From: carol@example.org\r\nTo: bobby@s-mail.test\r\nSubject: Canary-Subject-7c1a55\r\n\r\n{text}");
        using var message = new InboundMessage(new InboundEnvelope("carol@example.org", ["bobby@s-mail.test"]), new MemoryStream(mime));
        Assert.Equal([InboundStatus.Accepted], (await mail.System.Server.Inbox.AcceptAsync(message, Token)).Select(result => result.Status));
        Search();
        var item = Assert.Single(await mail.System.Mailboxes.ListAsync(bobby, MailFolder.Inbox, Token).ToListAsync(Token));
        using var opened = await mail.System.Mailboxes.OpenAsync(bobby, item.Entry, Token);
        Assert.Equal((MailVerdict.ArrivedOpen, text.TrimEnd()), (opened.Verdict, opened.Text?.TrimEnd().ReplaceLineEndings("\r\n")));
        Search();
    }

    [Fact]
    public async Task Open_mail_waits_encrypted_and_is_open_only_where_it_leaves()
    {
        await using var mail = await StartAsync();
        await using var alice = await mail.JoinAsync("alice", Password);
        mail.OutsideIsClosed = true;
        var receipt = await mail.SendAsync(alice, Mail("carol@example.org"));
        Assert.Equal(DeliveryStatus.Queued, Assert.Single(receipt.Recipients).Status);
        Search();
        mail.OutsideIsClosed = false;
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await mail.System.Server.DeliverDueAsync(Token));
        Search();
        // The control: a scan that could not find anything would prove nothing.
        foreach (var canary in Content)
            Assert.NotEmpty(Canary.Find(CanaryScan.Files(mail.Spool), canary));
    }

    [Fact]
    public void A_store_that_writes_files_has_golden_ones_too() => Assert.True(
        Store.DataFolder is null || GetType().Assembly.GetTypes().Any(type => type is { IsAbstract: false, IsPublic: true } && type.IsSubclassOf(typeof(StorageGoldenSuite))),
        $"{GetType().Assembly.GetName().Name} has no public class derived from {nameof(StorageGoldenSuite)}.");

    private static ComposedMail Mail(string to) => new()
    {
        To = [to],
        Subject = "Canary-Subject-7c1a55",
        Text = "Canary-Text-20b9e1",
        Attachments = [new MailAttachment("canary-attachment-name-66d2.txt", File)],
    };

    private async Task<SystemOnStore> StartAsync()
    {
        var mail = await SystemOnStore.StartAsync(Store, Clock);
        mail.Store.Hooks.Before = (call, _) =>
        {
            Take(call);
            return Task.CompletedTask;
        };
        return mail;
    }

    private void Take(Call call)
    {
        foreach (var argument in call.Arguments)
        {
            switch (argument)
            {
                case SealedChunk chunk:
                    Keep(chunk.Bytes);
                    break;
                case DirectoryRow row:
                    Keep(Encoding.UTF8.GetBytes($"{row.Address} {row.ReservationHash.Value}"));
                    foreach (var certificate in row.Certificates)
                        Keep(certificate.Bytes);
                    break;
                case PartitionCommit commit:
                    foreach (var put in commit.Writes.OfType<PutRow>())
                    {
                        Keep(put.Row.Value.Bytes);
                        Keep(put.Row.Content?.Bytes ?? default);
                    }
                    break;
            }
        }

        void Keep(ReadOnlyMemory<byte> bytes) => _given.Enqueue(new Recorded(call.Name, bytes.ToArray()));
    }

    private void Search()
    {
        Assert.True(_given.Count > 10, "The mail system stored less than it must have.");
        var files = Store.DataFolder is { } folder ? CanaryScan.Files(folder) : [];
        Assert.True(Store.DataFolder is null || files.Count > 0, "The folder the store names has no file.");
        Assert.Empty(Canary.Find([.. _given, .. files], [new Canary("the password", Password), .. Content]));
    }
}
