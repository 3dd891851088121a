using System.Reflection;
using SMail.Sdk.Storage.InMemory.Tests.Bugs;
using SMail.Sdk.Testing.Storage;
using Xunit.Sdk;

namespace SMail.Sdk.Storage.InMemory.Tests;

/// <summary>Proves that the suites find what they are for: each bug makes the fact fail that names it.</summary>
public sealed class PlantedBugs
{
    private static readonly Plant StaleVersion = InAccounts(inner => new StaleVersionAccepted(inner));
    private static readonly Plant LostReference = InBlobs(inner => new ReferenceLost(inner));
    private static readonly Plant EpochIgnored = InDirectory(inner => new EpochIgnored(inner));

    [Fact]
    public Task A_stale_version_is_accepted() => FoundAsync(new AccountsWith(StaleVersion), suite => suite.Any_other_version_conflicts(1));

    [Fact]
    public Task An_update_is_lost() =>
        FoundAsync(new AccountsWith(StaleVersion), suite => suite.Of_many_threads_that_expect_the_same_version_one_wins());

    [Fact]
    public Task A_delivery_arrives_twice() => FoundAsync(
        new AccountsWith(InAccounts(inner => new CommitIdForgotten(inner))),
        suite => suite.A_delivery_is_not_repeated_even_after_the_message_was_deleted());

    [Fact]
    public Task A_conflict_is_done_in_part() => FoundAsync(
        new AccountsWith(InAccounts(inner => new ConflictDoneInPart(inner))),
        suite => suite.A_conflict_names_every_row_it_is_about_and_nothing_of_the_commit_is_done());

    [Fact]
    public Task A_buffer_is_not_copied() => FoundAsync(
        new AccountsWith(InAccounts(inner => new BufferNotCopied(inner))),
        suite => suite.A_value_the_caller_reuses_changes_nothing_stored());

    [Fact]
    public Task Cancellation_is_ignored() => FoundAsync(
        new AccountsWith(InAccounts(inner => new CancellationIgnored(inner))),
        suite => suite.A_call_cancelled_before_it_began_does_nothing());

    [Fact]
    public Task Changes_come_out_of_order() => FoundAsync(
        new AccountsWith(InAccounts(inner => new ChangesOutOfOrder(inner))),
        suite => suite.Changes_come_oldest_first_and_each_row_once_as_it_is_now());

    [Fact]
    public Task A_change_becomes_visible_late() => FoundAsync(
        new AccountsWith(InAccounts(inner => new ChangeVisibleLate(inner))),
        suite => suite.A_reader_beside_many_writers_misses_no_change());

    [Fact]
    public Task A_tombstone_is_missing() => FoundAsync(
        new AccountsWith(InAccounts(inner => new TombstoneMissing(inner))),
        suite => suite.A_deletion_is_a_change_without_a_row());

    [Fact]
    public Task Pages_repeat_rows_when_others_come() => FoundAsync(
        new MessagesWith(InMessages(inner => new PagingByCount(inner))),
        suite => suite.Rows_that_come_between_two_pages_neither_repeat_nor_hide_others());

    [Fact]
    public Task Pages_hide_rows_when_others_go() => FoundAsync(
        new MessagesWith(InMessages(inner => new PagingByCount(inner))),
        suite => suite.Rows_that_go_between_two_pages_neither_repeat_nor_hide_others());

    [Fact]
    public Task A_stale_fencing_token_is_accepted() => FoundAsync(
        new OutboxWith(InAccounts(inner => new StaleTokenAccepted(inner))),
        suite => suite.Whoever_lost_the_lease_can_finish_nothing());

    [Fact]
    public Task A_row_is_leased_twice() => FoundAsync(
        new OutboxWith(InOutbox(inner => new LeasedTwice(inner))),
        suite => suite.A_leased_row_is_left_alone_until_the_lease_ends());

    [Fact]
    public Task A_reservation_is_freed_early() => FoundAsync(
        new AddressesWith((store, clock) => new Planted(store) { Directory = new ReservationFreedEarly(store.Directory, clock) }),
        suite => suite.A_reservation_that_lapsed_stays_with_its_epoch());

    [Fact]
    public Task An_epoch_is_ignored() => FoundAsync(new AddressesWith(EpochIgnored), suite => suite.Only_the_next_epoch_is_written());

    [Fact]
    public Task A_certificate_is_dropped_from_the_history() => FoundAsync(
        new AddressesWith(InDirectory(_ => new HistoryShortened())),
        suite => suite.The_history_of_certificates_is_never_shortened_or_changed());

    [Fact]
    public Task Pages_of_addresses_repeat_some_when_others_come() => FoundAsync(
        new AddressesWith(InDirectory(inner => new AddressesByCount(inner))),
        suite => suite.Addresses_that_come_between_two_pages_neither_repeat_nor_hide_others());

    [Fact]
    public Task A_domain_is_told_by_its_end() => FoundAsync(
        new AddressesWith(InDirectory(inner => new DomainByItsEnd(inner))),
        suite => suite.A_filter_gives_the_addresses_that_fit_all_of_it(100));

    [Fact]
    public Task A_blob_reference_is_lost() => FoundAsync(new BlobsWith(LostReference), suite => suite.Every_reference_holds_for_itself());

    [Fact]
    public Task The_memory_of_a_piece_is_kept() => FoundAsync(
        new BlobsWith(InBlobs(inner => new PieceKept(inner))),
        suite => suite.A_piece_is_the_callers_again_once_it_was_added());

    [Fact]
    public Task A_blob_is_swept_under_its_lease() => FoundAsync(
        new BlobsWith(InBlobs(inner => new SweptUnderLease(inner))),
        suite => suite.A_lease_holds_a_blob_until_it_ends());

    [Fact]
    public Task A_blob_is_discarded_while_it_is_held() => FoundAsync(
        new BlobsWith(InBlobs(inner => new DiscardedWhileHeld(inner))),
        suite => suite.A_blob_that_is_held_is_not_discarded());

    [Fact]
    public async Task The_model_finds_bugs_of_rows_blobs_and_addresses_and_names_the_seed()
    {
        await FoundAsync(new ModelWith(StaleVersion), suite => suite.Rows_do_what_the_model_does(), naming: "seed");
        await FoundAsync(new ModelWith(LostReference), suite => suite.Blobs_do_what_the_model_does(), naming: "seed");
        await FoundAsync(new ModelWith(EpochIgnored), suite => suite.Addresses_do_what_the_model_does(), naming: "seed");
    }

    [Fact]
    public Task Files_are_written_and_no_golden_ones_kept() => FoundAsync(
        new CanariesWith((store, _) => new Planted(store) { DataFolder = AppContext.BaseDirectory }),
        suite =>
        {
            suite.A_store_that_writes_files_has_golden_ones_too();
            return Task.CompletedTask;
        });

    [Fact]
    public void A_suite_is_forgotten()
    {
        Assert.ThrowsAny<XunitException>(new Forgetful().Every_suite_runs_or_is_left_out_for_a_reason);
        Assert.ThrowsAny<XunitException>(new WithoutReason().Every_suite_runs_or_is_left_out_for_a_reason);
    }

    private static Plant InAccounts(Func<IAccountStore, IAccountStore> bug) => (store, _) => new Planted(store) { Accounts = bug(store.Accounts) };

    private static Plant InMessages(Func<IMessageStore, IMessageStore> bug) => (store, _) => new Planted(store) { Messages = bug(store.Messages) };

    private static Plant InOutbox(Func<IOutboxStore, IOutboxStore> bug) => (store, _) => new Planted(store) { Outbox = bug(store.Outbox) };

    private static Plant InDirectory(Func<IDirectoryStore, IDirectoryStore> bug) => (store, _) => new Planted(store) { Directory = bug(store.Directory) };

    private static Plant InBlobs(Func<IBlobStore, IBlobStore> bug) => (store, _) => new Planted(store) { Blobs = bug(store.Blobs) };

    private static async Task FoundAsync<TSuite>(TSuite suite, Func<TSuite, Task> fact, string naming = "") where TSuite : StorageConformance
    {
        await suite.InitializeAsync();
        var found = await Assert.ThrowsAnyAsync<XunitException>(() => fact(suite));
        Assert.Contains(naming, found.Message, StringComparison.Ordinal);
        await suite.DisposeAsync();
    }

    private sealed class Forgetful : StorageComplianceSuite
    {
        protected override Assembly Tests => typeof(InMemoryStorage).Assembly;
    }

    private sealed class WithoutReason : StorageComplianceSuite
    {
        protected override IReadOnlyDictionary<Type, string> LeftOut => new Dictionary<Type, string> { [typeof(BlobStoreSuite)] = "" };
    }
}
