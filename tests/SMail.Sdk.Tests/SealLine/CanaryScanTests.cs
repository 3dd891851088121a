using System.Reflection;
using System.Text;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Tests.SealLine;

/// <summary>Every byte that storage, transport and door received, searched for what none of them may know.</summary>
public sealed class CanaryScanTests : IAsyncLifetime
{
    private const string Password = "Canary-Password-5e77bd";
    private static readonly byte[] File = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("canary-attachment-content-a3fe ", 5000)));
    private static readonly Canary[] Content =
    [
        new("the subject", "Canary-Subject-7c1a55"), new("the text", "Canary-Text-20b9e1"), new("the HTML", "Canary-Html-04fd3c"),
        new("the attachment's name", "canary-attachment-name-66d2"), new("the attachment", "canary-attachment-content-a3fe"), new("a display name", "Canary Display Name 8e10"),
    ];
    private static readonly Canary[] Secrets = [new("the password", Password), .. Content];

    private readonly Recorder storage = new();
    private readonly Recorder door = new();
    private readonly ScriptedTransport transport = new();
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(
            options => options.Transport = _ => transport,
            inner => new SerialisingDoor(inner) { OnCrossing = (name, json) => door.Take($"door {name}", json) });
        storage.Watch(system.Storage.Hooks, "storage");
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Nothing_below_the_line_learns_what_internal_mail_says()
    {
        await using var alice = await system.JoinAsync("alice", Password);
        await using var bobby = await system.JoinAsync("bobby", Password + "2");
        await using var carol = await system.JoinAsync("carol", Password + "3");
        // One body is a blob, the other inline.
        await system.SendAsync(alice, Mail("bobby@s-mail.test", bcc: "carol"));
        await system.SendAsync(alice, Mail("bobby@s-mail.test", bcc: "carol") with { Attachments = [new MailAttachment("canary-attachment-name-66d2.txt", File.AsMemory(0, 60))] });
        await system.SendAsync(alice, new RawMail(Encoding.UTF8.GetBytes("From: alice@s-mail.test\r\nSubject: Canary-Subject-7c1a55\r\n\r\nCanary-Text-20b9e1\r\n")) { To = ["bobby"] });
        foreach (var (reader, folder) in new[] { (bobby, MailFolder.Inbox), (carol, MailFolder.Inbox), (alice, MailFolder.Sent) })
        {
            foreach (var item in await system.ListAsync(reader, folder))
            {
                Assert.Contains("Canary-Subject", item.Summary!.Subject, StringComparison.Ordinal);
                Assert.Contains("Canary-Text", Encoding.UTF8.GetString(await system.ReadAsync(reader, item.Entry)), StringComparison.Ordinal);
                await system.Mailboxes.DeleteAsync(reader, item.Entry, Token);
            }
        }

        Assert.Empty(transport.Sent);
        Assert.NotEmpty(Canary.Find([new Recorded("control", [1, .. alice.SecretKey.ExportUnprotected()])], KeysOf(alice)));
        Assert.True(storage.Taken.Count > 100 && door.Taken.Count > 50);
        Assert.Empty(Canary.Find([.. storage.Taken, .. door.Taken], [.. Secrets, .. KeysOf(alice), .. KeysOf(bobby), .. KeysOf(carol)]));
    }

    [Fact]
    public async Task Nothing_below_the_line_learns_a_password_even_when_it_is_wrong()
    {
        await using var alice = await system.JoinAsync("alice");
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice", Password)));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("nobody-here", Password)));
        Assert.Empty(Canary.Find([.. storage.Taken, .. door.Taken], Secrets));
    }

    // The control: mail that leaves in the open is found where it must be known, and nowhere else.
    [Fact]
    public async Task Open_mail_is_open_at_the_door_and_the_transport_and_waits_encrypted()
    {
        transport.Always(TransportStatus.TryLater);
        await using var alice = await system.JoinAsync("alice", Password);
        var receipt = await system.SendAnywhereAsync(alice, Mail("ann@outside.example", bcc: "dan@outside.example"));
        Assert.All(receipt.Recipients, state => Assert.Equal(DeliveryStatus.Queued, state.Status));
        system.Clock.Advance(TimeSpan.FromHours(1));
        transport.Always(TransportStatus.Accepted);
        Assert.Equal(2, await system.Server.DeliverDueAsync(Token));

        foreach (var canary in Content)
        {
            Assert.NotEmpty(Canary.Find(transport.Sent.Select(sent => new Recorded("transport", sent.Bytes)), canary));
            Assert.NotEmpty(Canary.Find(door.Taken.Where(taken => taken.Where == $"door {nameof(PutOpenChunkRequest)}"), canary));
        }

        Assert.Empty(Canary.Find(storage.Taken, Secrets));
        Assert.Empty(Canary.Find(door.Taken.Where(taken => taken.Where != $"door {nameof(PutOpenChunkRequest)}"), Secrets));
        Assert.Empty(Canary.Find([.. door.Taken, .. transport.Sent.Select(sent => new Recorded("transport", sent.Bytes))], [new("the password", Password), .. KeysOf(alice)]));
    }

    private static ComposedMail Mail(string to, string bcc) => new()
    {
        To = [$"Canary Display Name 8e10 <{to}>"],
        Bcc = [bcc],
        Subject = "Canary-Subject-7c1a55",
        Text = "Canary-Text-20b9e1",
        Html = "<b>Canary-Html-04fd3c</b>",
        Attachments = [new MailAttachment("canary-attachment-name-66d2.txt", File)],
    };

    /// <summary>The secret parts of the OpenPGP keys (what is not in the certificate), and the account key.</summary>
    private static IEnumerable<Canary> KeysOf(MailSession session)
    {
        const int size = 12;
        var (secret, known) = (session.SecretKey.ExportUnprotected(), session.SecretKey.Certificate.ToBytes());
        // By its middle: base64 that is not aligned loses some bits at both ends, and what differs only there would be found in the certificate.
        var windows = Enumerable.Range(0, (secret.Length - size) / 4).Select(i => secret.AsMemory(i * 4, size)).Where(window => known.AsSpan().IndexOf(window.Span[2..^2]) < 0).ToList();
        Assert.InRange(windows.Count, 12, 40);
        var accountKey = (AccountKey)typeof(AccountRecords).GetField("key", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(session.Records)!;
        return [.. windows.Select(window => new Canary($"a secret key of {session}", window.ToArray())), new Canary($"the account key of {session}", accountKey.Secret.Span.ToArray())];
    }
}
