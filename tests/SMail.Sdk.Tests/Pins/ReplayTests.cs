using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Pins;

/// <summary>A server that shows the same message a second time, as another one.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private TestSystem system = null!;
    private MailSession alice = null!;
    private MailSession bobby = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        (alice, bobby) = (await system.JoinAsync("alice"), await system.JoinAsync("bobby"));
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bobby.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task What_was_opened_before_is_replayed_when_it_comes_as_another_entry()
    {
        await system.SendAsync(alice, new ComposedMail { To = ["bobby"], Text = "Pay 100." });
        var first = (await system.ListAsync(bobby)).Single().Entry;
        Assert.Equal(MailVerdict.FirstSeen, await OpenAsync(bobby, first));
        var second = await ReplayAsync(first, MailFolder.Inbox);
        Assert.Equal(MailVerdict.Replayed, await OpenAsync(bobby, second));
        Assert.Equal(MailVerdict.Verified, await OpenAsync(bobby, first));
        // After the first was deleted, and in another session and on another device.
        await system.Mailboxes.DeleteAsync(bobby, first, Token);
        await using var other = await system.LoginAsync("bobby");
        Assert.Equal(MailVerdict.Replayed, (await system.ListAsync(other)).Single().Verdict);
        Assert.Equal(MailVerdict.Replayed, await OpenAsync(other, second));
    }

    [Fact]
    public async Task A_list_shows_one_of_two_as_replayed_before_any_was_opened()
    {
        await system.SendAsync(alice, new ComposedMail { To = ["bobby"], Text = "Pay 100." });
        await ReplayAsync((await system.ListAsync(bobby)).Single().Entry, MailFolder.Inbox);
        Assert.Equal([MailVerdict.FirstSeen, MailVerdict.Replayed], (await system.ListAsync(bobby)).Select(item => item.Verdict));
    }

    [Fact]
    public async Task A_letter_to_oneself_is_one_submission_in_two_folders_and_not_replayed()
    {
        await system.SendAsync(alice, new ComposedMail { To = ["alice"], Text = "Remember." });
        foreach (var folder in new[] { MailFolder.Inbox, MailFolder.Sent, MailFolder.Inbox })
            Assert.Equal(MailVerdict.Verified, await OpenAsync(alice, (await system.ListAsync(alice, folder)).Single().Entry));
    }

    [Fact]
    public async Task Anothers_mail_in_another_folder_is_replayed_all_the_same()
    {
        await system.SendAsync(alice, new ComposedMail { To = ["bobby"], Text = "Pay 100." });
        var first = (await system.ListAsync(bobby)).Single().Entry;
        await OpenAsync(bobby, first);
        Assert.Equal(MailVerdict.Replayed, await OpenAsync(bobby, await ReplayAsync(first, MailFolder.Sent)));
    }

    [Fact]
    public async Task Opening_again_writes_nothing()
    {
        await system.SendAsync(alice, new ComposedMail { To = ["bobby"], Text = "Hello" });
        var entry = (await system.ListAsync(bobby)).Single().Entry;
        await OpenAsync(bobby, entry);
        using var watch = new StorageWatch(system.Storage);
        Assert.Equal(MailVerdict.Verified, await OpenAsync(bobby, entry));
        await system.ListAsync(bobby);
        Assert.Empty(watch.Changes);
    }

    [Fact]
    public void Months_are_told_apart_and_times_of_long_ago_are_one()
    {
        var times = new[] { "0001-01-01Z", "1999-05-05Z", "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z", "2026-02-01T01:00:00+02:00" }.Select(text => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var ids = times.Select(time => SeenFormat.RecordOf(MailFolder.Inbox, time)).ToList();
        Assert.Equal([ids[0], ids[0], ids[0], ids[3], ids[0]], ids);
        Assert.NotEqual(ids[0], ids[3]);
        Assert.NotEqual(ids[0], SeenFormat.RecordOf(MailFolder.Sent, times[0]));
    }

    /// <summary>Stores an entry of Bobby's once more, under another id.</summary>
    private async Task<EntryId> ReplayAsync(EntryId entry, MailFolder folder)
    {
        var (id, stored) = (Id.Generate<EntryId>(), await system.Storage.Accounts.FindAsync(bobby.Account, StoredEntry.KeyOf(entry), Token));
        var again = stored!.Row with { Key = StoredEntry.KeyOf(id), Group = (int)folder };
        Assert.IsType<Committed>(await system.Storage.Accounts.CommitAsync(bobby.Account, new PartitionCommit(Id.Generate<CommitId>(), [new PutRow(again, Precondition.Absent)]), Token));
        return id;
    }

    private async Task<MailVerdict> OpenAsync(MailSession session, EntryId entry)
    {
        using var opened = await system.OpenAsync(session, entry);
        return opened.Verdict;
    }
}
