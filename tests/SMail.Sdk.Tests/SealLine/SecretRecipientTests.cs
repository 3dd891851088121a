using System.Text;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.SealLine;

/// <summary>Carol and Dan get secret copies. Everything that anybody else can fetch or decrypt is searched for them.</summary>
public sealed class SecretRecipientTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_secret_recipient_is_in_no_byte_that_others_can_read(int size)
    {
        var outside = new ScriptedTransport();
        await using var system = await TestSystem.StartAsync(options => options.Transport = _ => outside);
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await using var carol = await system.JoinAsync("carol");
        await using var danny = await system.JoinAsync("danny");
        var mail = new ComposedMail { To = ["bobby", "ann@outside.example"], Bcc = ["carol", "danny"], Subject = "Hello", Attachments = [new MailAttachment("a.bin", new byte[size])] };
        await system.SendAnywhereAsync(alice, mail);

        Assert.Empty(Canary.Find(await FetchAsync(system, bobby, MailFolder.Inbox), [.. TracesOf(carol), .. TracesOf(danny)]));
        Assert.Empty(Canary.Find(await FetchAsync(system, carol, MailFolder.Inbox), TracesOf(danny)));
        Assert.Empty(Canary.Find(await FetchAsync(system, danny, MailFolder.Inbox), TracesOf(carol)));
        Assert.Empty(Canary.Find(outside.Sent.Select(sent => new Recorded("transport", [.. sent.Bytes, .. Encoding.UTF8.GetBytes($"{sent.Envelope}{string.Join(' ', sent.Envelope.Recipients)}")])), [.. TracesOf(carol), .. TracesOf(danny)]));
        // The controls: whoever may know, does; and a key's traces are what its own packets have.
        Assert.Contains(Canary.Find(await FetchAsync(system, alice, MailFolder.Sent), TracesOf(carol)), found => found.Contains("address", StringComparison.Ordinal));
        Assert.Contains(Canary.Find(await FetchAsync(system, carol, MailFolder.Inbox), TracesOf(carol)), found => found.Contains("key id", StringComparison.Ordinal));
        Assert.NotEmpty(Canary.Find(await FetchAsync(system, bobby, MailFolder.Inbox), TracesOf(bobby)));
        Assert.NotEmpty(Canary.Find(await FetchAsync(system, bobby, MailFolder.Inbox), TracesOf(alice)));
    }

    /// <summary>All a session gets from the door, and all it can decrypt of it, down to the packets within the seal.</summary>
    private static async Task<IReadOnlyList<Recorded>> FetchAsync(TestSystem system, MailSession session, MailFolder folder)
    {
        var recorder = new Recorder();
        recorder.Watch(system.Door.Hooks, "door");
        foreach (var item in await system.ListAsync(session, folder))
        {
            recorder.Take("list", item);
            var entry = (await system.Door.GetEntryAsync(new GetEntryRequest(item.Entry) { Token = session.Token }, default)).Value!;
            var body = entry.Body?.Bytes.ToArray() ?? (await system.Door.ReadBodyAsync(new ReadBodyRequest(item.Entry, 0, SealedChunk.MaxBytes) { Token = session.Token }, default)).Value!.Bytes.ToArray();
            Assert.Equal(entry.BodyLength, body.Length);
            recorder.Take("packets in the body", InnerPackets.Read(session.SecretKey, entry.Copy.KeyPacket.Bytes.ToArray(), body));
            recorder.Take("packets in the summary", InnerPackets.Read(session.SecretKey, entry.Copy.Summary.Bytes.ToArray(), []));
        }

        system.Door.Hooks.Clear();
        // Of the session's own key a reader knows all anyway, and of his request the door only its token.
        return [.. recorder.Taken.Where(taken => !taken.Where.EndsWith("Request", StringComparison.Ordinal))];
    }

    private static IEnumerable<Canary> TracesOf(MailSession session)
    {
        var certificate = session.SecretKey.Certificate;
        yield return new Canary($"the address of {session}", session.Address.Canonical);
        yield return new Canary($"the name of {session}", session.Address.LocalPart);
        foreach (var (fingerprint, keyId) in InnerPackets.Keys(certificate))
        {
            yield return new Canary($"a fingerprint of {session}", fingerprint);
            yield return new Canary($"a key id of {session}", keyId);
        }
    }
}
