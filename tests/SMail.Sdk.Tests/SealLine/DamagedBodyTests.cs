using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.SealLine;

/// <summary>One small body, stored inline, and one large one, stored as a blob; a store that changes them.</summary>
public sealed class DamagedBodyTests(DamagedBodyTests.Two mails) : IClassFixture<DamagedBodyTests.Two>, IDisposable
{
    private const int BlobSize = 300_000;

    private StorageDecorator Storage => mails.People.System.Storage;

    public void Dispose() => Storage.Hooks.Clear();

    [Property(MaxTest = 400)]
    public Property A_flipped_bit_anywhere_in_an_inline_body_is_noticed() => Prop.ForAll(Bits(mails.InlineLength).ToArbitrary(), async bit =>
    {
        Storage.ChangeEntries(entry => entry with { Content = entry.Content!.Flip(bit) });
        await AssertDamagedAsync(mails.Inline, $"bit {bit}");
    });

    [Property(MaxTest = 60)]
    public Property A_flipped_bit_anywhere_in_a_blob_is_noticed() => Prop.ForAll(Bits(mails.BlobLength).ToArbitrary(), async bit =>
    {
        Storage.ChangeBlobs((offset, buffer, count) =>
        {
            if (bit / 8 - offset is >= 0 and var at && at < count)
                buffer.Span[(int)at] ^= (byte)(1 << (bit % 8));
            return count;
        });
        await AssertDamagedAsync(mails.Blob, $"bit {bit}");
    });

    [Fact]
    public async Task A_flipped_bit_in_any_framing_or_check_is_noticed()
    {
        var bits = mails.InlineLength * 8;
        foreach (var bit in Enumerable.Range(0, 8 * 8).Concat(Enumerable.Range(bits - (24 * 8), 24 * 8)))
        {
            Storage.ChangeEntries(entry => entry with { Content = entry.Content!.Flip(bit) });
            await AssertDamagedAsync(mails.Inline, $"bit {bit}");
        }
    }

    [Property(MaxTest = 100)]
    public Property A_cut_inline_body_is_noticed() => Prop.ForAll(Gen.Choose(0, mails.InlineLength - 1).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), async (length, isAnnounced) =>
    {
        Storage.ChangeEntries(entry => Resize(entry, entry.Content!.Bytes[..length], isAnnounced));
        await AssertDamagedAsync(mails.Inline, $"{length} bytes");
    });

    [Property(MaxTest = 30)]
    public Property A_cut_blob_is_noticed() => Prop.ForAll(Gen.Choose(0, mails.BlobLength - 1).ToArbitrary(), async length =>
    {
        Storage.ChangeBlobs((offset, _, count) => (int)Math.Clamp(length - offset, 0, count));
        await AssertDamagedAsync(mails.Blob, $"{length} bytes");
    });

    [Property(MaxTest = 60)]
    public Property Bytes_added_at_the_end_are_noticed() => Prop.ForAll(Gen.Choose(0, 255).Select(value => (byte)value).NonEmptyListOf().ToArbitrary(), async added =>
    {
        Storage.ChangeEntries(entry => Resize(entry, (byte[])[.. entry.Content!.Bytes.Span, .. added], isAnnounced: true));
        await AssertNoticedAsync(mails.Inline, $"{added.Count} bytes more");
    });

    /// <summary>A packet of a kind that readers must pass over (RFC 9580, section 4.3) is no damage; the summary's hash tells that it was added.</summary>
    [Fact]
    public async Task A_packet_added_that_readers_pass_over_is_noticed()
    {
        Storage.ChangeEntries(entry => Resize(entry, (byte[])[.. entry.Content!.Bytes.Span, 0xC0 | 54, 3, 1, 2, 3], isAnnounced: true));
        using var opened = await mails.People.System.OpenAsync(mails.People.Bobby, mails.Inline);
        Assert.Equal(MailVerdict.SummaryMismatch, opened.Verdict);
    }

    [Fact]
    public async Task A_missing_body_is_noticed()
    {
        Storage.ChangeEntries(entry => entry with { Content = null });
        await AssertDamagedAsync(mails.Inline, "no content");
        Storage.ChangeEntries(entry => entry with { Entry = entry.Entry with { Body = new StoredBody(Id.Generate<BlobId>(), mails.BlobLength) } });
        await AssertDamagedAsync(mails.Blob, "no blob");
    }

    [Fact]
    public async Task Unchanged_bodies_open()
    {
        Storage.ChangeEntries(entry => entry);
        foreach (var entry in new[] { mails.Inline, mails.Blob })
        {
            using var opened = await mails.People.System.OpenAsync(mails.People.Bobby, entry);
            Assert.True(opened.Verdict.IsGood(), $"{opened.Verdict}");
        }
    }

    private static StoredEntry Resize(StoredEntry entry, ReadOnlyMemory<byte> bytes, bool isAnnounced) => entry with
    {
        Content = SealedBytes.Read(bytes),
        Entry = isAnnounced ? entry.Entry with { Body = entry.Entry.Body with { Length = bytes.Length } } : entry.Entry,
    };

    private static Gen<int> Bits(int length) => Gen.Choose(0, (length * 8) - 1);

    private async Task AssertNoticedAsync(EntryId entry, string what)
    {
        try
        {
            using var opened = await mails.People.System.OpenAsync(mails.People.Bobby, entry);
            Assert.True(opened.Verdict == MailVerdict.SummaryMismatch, $"{what}: opened as {opened.Verdict}.");
        }
        catch (SMailException e)
        {
            Assert.Equal(SMailError.MessageDamaged, e.Code);
        }
    }

    private async Task AssertDamagedAsync(EntryId entry, string what)
    {
        try
        {
            using var opened = await mails.People.System.OpenAsync(mails.People.Bobby, entry);
            Assert.Fail($"{what}: opened as {opened.Verdict}.");
        }
        catch (SMailException e)
        {
            Assert.True(e.Code == SMailError.MessageDamaged, $"{what}: {e.Code}");
        }
    }

    public sealed class Two : IAsyncLifetime
    {
        public People People { get; } = new();

        public EntryId Inline { get; private set; }

        public EntryId Blob { get; private set; }

        public int InlineLength { get; private set; }

        public int BlobLength { get; private set; }

        public async ValueTask InitializeAsync()
        {
            await People.InitializeAsync();
            Inline = await People.DeliverAsync(People.Alice, People.Bobby, new ComposedMail { To = ["bobby"], Subject = "Small", Text = "A text." });
            Blob = await People.DeliverAsync(People.Alice, People.Bobby, new ComposedMail { To = ["bobby"], Subject = "Large", Attachments = [new MailAttachment("a.bin", new byte[BlobSize])] });
            var entries = (await People.System.Door.ListEntriesAsync(new ListEntriesRequest(MailFolder.Inbox, null, 10) { Token = People.Bobby.Token }, default)).Value!.Entries;
            (BlobLength, InlineLength) = ((int)entries[0].BodyLength, (int)entries[1].BodyLength);
            Assert.True(BlobLength > 64 * 1024);
        }

        public ValueTask DisposeAsync() => People.DisposeAsync();
    }
}
