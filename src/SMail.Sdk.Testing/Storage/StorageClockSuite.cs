using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Pins what a clock that jumps does to a store: work is done early or late, but nothing is lost and nothing done twice.</summary>
public abstract class StorageClockSuite : StorageConformance
{
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TenYears = TimeSpan.FromDays(3650);
    private readonly AccountId _account = Make.Account();

    public static TheoryData<int> Jumps => [-3650, -31, -1, 1, 29];

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_commit_is_not_repeated_after_a_jump(int days)
    {
        var row = Make.Row();
        var delivery = Make.Commit(Make.Put(row, Precondition.SkipIfPresent));
        var first = Assert.IsType<Committed>(await Store.Accounts.CommitAsync(_account, delivery, Token));
        await Store.DeleteAsync(_account, row.Key);
        Clock.Advance(TimeSpan.FromDays(days));
        Assert.Equal(new AlreadyApplied(first.Change), await Store.Accounts.CommitAsync(_account, delivery, Token));
        Assert.Null(await Store.FindAsync(_account, row.Key));
    }

    [Fact]
    public async Task A_commit_made_before_a_jump_back_is_remembered_until_the_time_it_was_promised_for()
    {
        Clock.Advance(TenYears);
        var commit = Make.Commit(Make.Put(Make.Row()));
        await Store.Accounts.CommitAsync(_account, commit, Token);
        Clock.Advance(-TenYears);
        for (var i = 0; i < 4; i++)
        {
            Clock.Advance(TimeSpan.FromDays(20));
            await Store.PutAsync(_account, Make.Row());
            Assert.IsType<AlreadyApplied>(await Store.Accounts.CommitAsync(_account, commit, Token));
        }
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Change_numbers_and_versions_go_on_as_if_the_clock_had_not_jumped(int days)
    {
        var row = Make.Row();
        for (var i = 1; i <= 3; i++)
            Assert.Equal(i, (await Store.PutAsync(_account, row)).Change);
        Clock.Advance(TimeSpan.FromDays(days));
        for (var i = 4; i <= 6; i++)
            Assert.Equal(i, (await Store.PutAsync(_account, row)).Change);
        Assert.Equal(6, (await Store.GetAsync(_account, row.Key)).Version);
        Assert.Equal(6, Assert.Single(await Store.AllChangesAsync(_account, since: 3)).Change);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task A_reader_misses_no_row_and_no_deletion_over_a_jump(int days)
    {
        var (kept, gone) = (Make.Row(), Make.Row());
        await Store.CommitAsync(_account, Make.Put(kept), Make.Put(gone));
        var known = (await Store.ChangesAsync(_account, since: 0)).UpTo;
        await Store.DeleteAsync(_account, gone.Key);
        Clock.Advance(TimeSpan.FromDays(days));
        var late = Make.Row();
        await Store.PutAsync(_account, late);
        var changes = await Store.AllChangesAsync(_account, known);
        Assert.Equal([(gone.Key, true), (late.Key, false)], changes.Select(change => (change.Key, change.Row is null)));
        Assert.Equal(new[] { kept.Key, late.Key }.ToHashSet(), (await Store.AllAsync(_account)).Select(found => found.Row.Key).ToHashSet());
    }

    [Fact]
    public async Task After_a_jump_over_everything_that_is_remembered_rows_are_there_and_a_reader_learns_that_it_must_start_anew()
    {
        var (kept, gone) = (Make.Row(), Make.Row());
        await Store.CommitAsync(_account, Make.Put(kept), Make.Put(gone));
        await Store.DeleteAsync(_account, gone.Key);
        Clock.Advance(TenYears);
        await Store.PutAsync(_account, kept);
        Clock.Advance(-TenYears);
        var last = await Store.PutAsync(_account, kept);
        Assert.Equal(4, last.Change);
        Assert.Equal(kept.Key, Assert.Single(await Store.AllAsync(_account)).Row.Key);
        // It may know the deletion still; it must not pass over it in silence.
        switch (await Store.Accounts.ChangesSinceAsync(_account, 1, 100, Token))
        {
            case TooOld old:
                Assert.Equal(last.Change, old.Latest);
                break;
            case Changes changes:
                Assert.Contains(changes.Items, change => change.Key == gone.Key && change.Row is null);
                break;
        }
    }

    [Fact]
    public async Task A_jump_forwards_makes_leases_end_and_the_first_holder_can_not_finish()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        var first = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Clock.Advance(TenYears);
        var second = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Assert.IsType<Conflict>(await FinishAsync(first));
        Assert.IsType<Committed>(await FinishAsync(second));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
    }

    [Fact]
    public async Task A_jump_back_leaves_the_lease_with_its_holder_who_can_finish()
    {
        await Store.PutAsync(_account, Make.OutboxRow(Clock.GetUtcNow()));
        var held = Assert.Single(await Store.LeaseAsync(OneMinute)).Stored;
        Clock.Advance(-TimeSpan.FromDays(1));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
        Assert.IsType<Committed>(await FinishAsync(held));
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
    }

    [Fact]
    public async Task A_row_due_before_a_jump_back_is_leased_once_the_clock_is_there_again()
    {
        var row = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, row);
        Clock.Advance(-TimeSpan.FromDays(7));
        Assert.Empty(await Store.LeaseAsync(OneMinute));
        var soon = Make.OutboxRow(Clock.GetUtcNow());
        await Store.PutAsync(_account, soon);
        Assert.Equal(soon.Key, Assert.Single(await Store.LeaseAsync(TimeSpan.FromDays(30))).Stored.Row.Key);
        Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(row.Key, Assert.Single(await Store.LeaseAsync(OneMinute)).Stored.Row.Key);
    }

    [Fact]
    public async Task A_reservation_stays_the_same_whatever_the_clock_does()
    {
        var reserved = Make.Address("alice@s-mail.test", status: DirectoryStatus.Reserved) with { ReservedUntil = Clock.GetUtcNow().AddMinutes(15) };
        Assert.True(await Store.Directory.CompareAndSwapAsync(reserved, Token));
        foreach (var jump in new[] { TenYears, -TenYears, -TenYears, TenYears })
        {
            Clock.Advance(jump);
            var stored = await Store.Directory.FindAsync(reserved.Address, Token);
            Assert.Equal(reserved, stored! with { Certificates = reserved.Certificates });
            Assert.False(await Store.Directory.CompareAndSwapAsync(reserved, Token));
        }
        Assert.True(await Store.Directory.CompareAndSwapAsync(reserved with { Epoch = 2, Status = DirectoryStatus.Active, ReservedUntil = null }, Token));
    }

    [Fact]
    public async Task A_blob_under_a_lease_is_not_swept_after_a_jump_back_and_one_that_is_held_never()
    {
        var leased = await Store.PutBlobAsync(Make.Bytes(10), Clock.GetUtcNow().AddDays(1));
        var held = await Store.PutBlobAsync(Make.Bytes(10), Clock.GetUtcNow().AddDays(1));
        await Store.Blobs.AddReferenceAsync(new BlobReference(held, _account, Id.Generate<EntryId>()), Token);
        Clock.Advance(-TenYears);
        Assert.Equal(0, await Store.Blobs.SweepAsync(10, Token));
        Clock.Advance(2 * TenYears);
        Assert.Equal(1, await Store.Blobs.SweepAsync(10, Token));
        Clock.Advance(-2 * TenYears);
        Assert.Equal(0, await Store.Blobs.SweepAsync(10, Token));
        Assert.Null(await Store.Blobs.FindAsync(leased, Token));
        Assert.Equal(Make.Bytes(10), await Store.ReadBlobAsync(held));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public async Task Mail_arrives_once_whatever_the_clock_does(int days)
    {
        const string password = "correct horse battery staple";
        await using var mail = await SystemOnStore.StartAsync(Store, Clock);
        await using (await mail.JoinAsync("bobby", password))
        await using (await mail.JoinAsync("alice", password)) { }
        // A clock set back to before the keys were made would find none that are valid, and refuse.
        Clock.Advance(TimeSpan.FromDays(Math.Max(-days, 0)));
        await using (var alice = await LogInAsync("alice"))
        {
            mail.OutsideIsClosed = true;
            await mail.SendAsync(alice, new ComposedMail { To = ["bobby", "carol@example.org"], Subject = "Before" });
        }
        Clock.Advance(TimeSpan.FromDays(days));
        mail.OutsideIsClosed = false;
        // A jump may have ended the logins, so these are new.
        await using (var alice = await LogInAsync("alice"))
            await mail.SendAsync(alice, new ComposedMail { To = ["bobby"], Subject = "After" });
        // What was to be done before a jump back is done when that time has come again.
        Clock.Advance(TimeSpan.FromDays(Math.Max(-days, 0) + 1));
        await mail.System.Server.DeliverDueAsync(Token);
        await using var reader = await LogInAsync("bobby");
        var inbox = await mail.System.Mailboxes.ListAsync(reader, MailFolder.Inbox, Token).ToListAsync(Token);
        Assert.Equal(["After", "Before"], inbox.Select(item => item.Summary?.Subject).Order(StringComparer.Ordinal));
        Assert.Single(Directory.GetFiles(mail.Spool, "*.eml", SearchOption.AllDirectories));

        Task<MailSession> LogInAsync(string name) => mail.System.Accounts.LoginAsync(name, password.AsMemory(), Token);
    }

    private async Task<CommitResult> FinishAsync(StoredRow leased) => await Store.Accounts.CommitAsync(
        _account, Make.Commit(Make.Delete(leased.Row.Key, Precondition.Version(leased.Version))), Token);
}
