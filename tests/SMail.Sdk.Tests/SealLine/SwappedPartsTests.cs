using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.SealLine;

/// <summary>Two good messages of one reader, and a store that gives out parts of the one for the other.</summary>
public sealed class SwappedPartsTests(People people) : IClassFixture<People>, IDisposable
{
    private StorageDecorator Storage => people.System.Storage;

    public void Dispose() => Storage.Hooks.Clear();

    [Fact]
    public async Task Swapped_summaries_are_noticed_on_opening()
    {
        var (first, second) = await SwapAsync(static (entry, other) => entry.WithCopy(summary: other.Entry.Copy!.Summary));
        // In the list they can't be told: each is good, and somebody's.
        Assert.All((await people.System.ListAsync(people.Bobby)).Take(2), item => Assert.True(item.Verdict.IsGood(), $"{item.Verdict}"));
        await AssertOpensAsAsync(MailVerdict.SummaryMismatch, first, "First");
        await AssertOpensAsAsync(MailVerdict.SummaryMismatch, second, "Second");
    }

    [Fact]
    public async Task Swapped_key_packets_are_noticed_on_opening()
    {
        var (first, second) = await SwapAsync(static (entry, other) => entry.WithCopy(keyPacket: other.Entry.Copy!.KeyPacket));
        await AssertDamagedAsync(first, second);
    }

    [Fact]
    public async Task Swapped_bodies_are_noticed_on_opening()
    {
        var (first, second) = await SwapAsync(static (entry, other) => entry with { Content = other.Content, Entry = entry.Entry with { Body = other.Entry.Body } });
        await AssertDamagedAsync(first, second);
    }

    [Fact]
    public async Task Bodies_swapped_with_their_key_packets_are_noticed_on_opening()
    {
        var (first, second) = await SwapAsync(static (entry, other) =>
            entry with { Content = other.Content, Entry = entry.Entry with { Body = other.Entry.Body, Copy = entry.Entry.Copy! with { KeyPacket = other.Entry.Copy!.KeyPacket } } });
        await AssertOpensAsAsync(MailVerdict.SummaryMismatch, first, "Second");
        await AssertOpensAsAsync(MailVerdict.SummaryMismatch, second, "First");
    }

    [Fact]
    public async Task A_summary_in_the_place_of_a_body_is_bad()
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"] });
        Storage.ChangeEntries(stored =>
        {
            // A summary is its key packet and its body, one after the other.
            var summary = stored.Entry.Copy!.Summary.Bytes;
            var keyLength = 2 + summary.Span[1];
            return stored with
            {
                Content = SealedBytes.Parse(summary[keyLength..]),
                Entry = stored.Entry with { Copy = new SealedCopy(SealedBytes.Parse(summary[..keyLength]), stored.Entry.Copy.Summary), Body = new StoredBody(null, summary.Length - keyLength) },
            };
        });
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal(MailVerdict.Bad, opened.Verdict);
        Assert.Null(opened.Summary);
        Assert.Empty(opened.ToBytes());
        Assert.Null(opened.Text);
        Assert.Empty(opened.Attachments);
    }

    [Fact]
    public async Task A_body_in_the_place_of_a_summary_is_bad()
    {
        var entry = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"] });
        Storage.ChangeEntries(stored => stored.Content is null ? stored : stored.WithCopy(summary: SealedBytes.Parse((byte[])[.. stored.Entry.Copy!.KeyPacket.Bytes.Span, .. stored.Content.Bytes.Span])));
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal(MailVerdict.SummaryMismatch, opened.Verdict);
    }

    private async Task<(EntryId First, EntryId Second)> SwapAsync(Func<StoredEntry, StoredEntry, StoredEntry> swap)
    {
        var ids = new List<EntryId>();
        foreach (var subject in new[] { "First", "Second" })
            ids.Add(await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Subject = subject, Text = subject }));
        var entries = new Dictionary<EntryId, StoredEntry>();
        foreach (var (id, other) in new[] { (ids[0], ids[1]), (ids[1], ids[0]) })
            entries[id] = (await StoredEntry.FindAsync(Storage.Inner.Accounts, people.Bobby.Account, other, CancellationToken.None))!;
        Storage.ChangeEntries(entry => entries.TryGetValue(entry.Id, out var other) ? swap(entry, other) : entry);
        return (ids[0], ids[1]);
    }

    private async Task AssertOpensAsAsync(MailVerdict verdict, EntryId entry, string text)
    {
        using var opened = await people.System.OpenAsync(people.Bobby, entry);
        Assert.Equal((verdict, text), (opened.Verdict, opened.Text!.TrimEnd()));
    }

    private async Task AssertDamagedAsync(params EntryId[] entries)
    {
        foreach (var entry in entries)
            Assert.Equal(SMailError.MessageDamaged, await Assertions.ErrorOfAsync(() => people.System.OpenAsync(people.Bobby, entry)));
    }
}
