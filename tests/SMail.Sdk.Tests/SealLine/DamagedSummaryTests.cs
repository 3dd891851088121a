using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.SealLine;

/// <summary>Two messages in a list, and a store that changes the summary or the row of the newer one.</summary>
public sealed class DamagedSummaryTests(People people) : IClassFixture<People>, IAsyncLifetime
{
    private EntryId older;
    private EntryId newer;
    private StoredEntry stored = null!;

    private StorageDecorator Storage => people.System.Storage;

    public async ValueTask InitializeAsync()
    {
        Storage.Hooks.Clear();
        foreach (var item in await people.System.ListAsync(people.Bobby))
            await people.System.Mailboxes.DeleteAsync(people.Bobby, item.Entry);
        older = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Subject = "Older" });
        newer = await people.DeliverAsync(people.Alice, people.Bobby, new ComposedMail { To = ["bobby"], Subject = "Newer" });
        stored = (await StoredEntry.FindAsync(Storage.Inner.Accounts, people.Bobby.Account, newer, CancellationToken.None))!;
    }

    public ValueTask DisposeAsync()
    {
        Storage.Hooks.Clear();
        return ValueTask.CompletedTask;
    }

    [Property(MaxTest = 400)]
    public Property A_flipped_bit_in_a_summary_lists_it_as_bad() => Prop.ForAll(Gen.Choose(0, (stored.Entry.Copy!.Summary.Bytes.Length * 8) - 1).ToArbitrary(), async bit =>
    {
        ChangeNewer(entry => entry.WithCopy(summary: entry.Entry.Copy!.Summary.Flip(bit)));
        await AssertListedAsBadAsync($"bit {bit}");
    });

    [Property(MaxTest = 100)]
    public Property A_cut_or_longer_summary_lists_it_as_bad() => Prop.ForAll(Gen.Choose(0, stored.Entry.Copy!.Summary.Bytes.Length + 40).ToArbitrary(), async length =>
    {
        var whole = stored.Entry.Copy!.Summary.Bytes;
        if (length == whole.Length)
            return;
        var bytes = new byte[length];
        whole[..Math.Min(whole.Length, length)].CopyTo(bytes);
        ChangeNewer(entry => entry.WithCopy(summary: SealedBytes.Read(bytes)));
        await AssertListedAsBadAsync($"{length} bytes");
    });

    [Property(MaxTest = 300)]
    public Property A_flipped_bit_in_the_stored_row_spoils_no_other_entry() => Prop.ForAll(Gen.Choose(0, 1 << 20).ToArbitrary(), async at =>
    {
        Storage.ChangeRows(row =>
        {
            if (row.Row.Key != StoredEntry.KeyOf(newer))
                return row;
            var bytes = row.Row.Value.Bytes.ToArray();
            bytes[at / 8 % bytes.Length] ^= (byte)(1 << (at % 8));
            return row with { Row = row.Row with { Value = new RowValue(bytes) } };
        });
        var items = await people.System.ListAsync(people.Bobby);
        Assert.Equal([newer, older], items.Select(item => item.Entry));
        Assert.Equal((true, "Older"), (items[1].Verdict.IsGood(), items[1].Summary!.Subject));
        // Some bits of the row say nothing about the message, such as its state of delivery.
        Assert.True(items[0].Summary is null ? items[0].Verdict == MailVerdict.Bad : items[0].Summary!.Subject == "Newer", $"at {at}");
    });

    [Fact]
    public async Task An_entry_whose_row_is_noise_is_listed_as_bad_and_does_not_open()
    {
        Storage.ChangeRows(row => row.Row.Key == StoredEntry.KeyOf(newer) ? row with { Row = row.Row with { Value = new RowValue(new byte[50]) } } : row);
        await AssertListedAsBadAsync("noise");
        Assert.Equal(SMailError.MessageDamaged, await Assertions.ErrorOfAsync(() => people.System.OpenAsync(people.Bobby, newer)));
    }

    [Fact]
    public async Task Every_flipped_bit_in_the_key_packet_of_a_summary_lists_it_as_bad()
    {
        var length = 2 + stored.Entry.Copy!.Summary.Bytes.Span[1];
        for (var bit = 0; bit < length * 8; bit++)
        {
            var at = bit;
            ChangeNewer(entry => entry.WithCopy(summary: entry.Entry.Copy!.Summary.Flip(at)));
            var item = await people.NewestAsync(people.Bobby);
            Assert.True(item is { Verdict: MailVerdict.Bad, Summary: null }, $"bit {bit}: {item.Verdict}");
        }
    }

    private void ChangeNewer(Func<StoredEntry, StoredEntry> change) => Storage.ChangeEntries(entry => entry.Id == newer ? change(entry) : entry);

    private async Task AssertListedAsBadAsync(string what)
    {
        var items = await people.System.ListAsync(people.Bobby);
        Assert.Equal([newer, older], items.Select(item => item.Entry));
        Assert.True(items[0] is { Verdict: MailVerdict.Bad, Summary: null }, $"{what}: {items[0].Verdict}");
        Assert.Equal((true, "Older"), (items[1].Verdict.IsGood(), items[1].Summary!.Subject));
    }
}
