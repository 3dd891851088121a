using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Pins <see cref="IDirectoryStore"/>: epochs, reservations, certificate history, aliases, lists.</summary>
public abstract partial class DirectoryStoreSuite : StorageConformance
{
    private const string Alice = "alice@example.org";

    [Fact]
    public async Task An_address_nobody_wrote_is_not_found()
    {
        await WriteAsync(Make.Address("bob@example.org"));
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        var row = Make.Address(Alice, status: DirectoryStatus.Reserved) with
        {
            ReservedUntil = Clock.GetUtcNow().AddTicks(1_234_567),
            Certificates = [Make.Certificate(1), Make.Certificate(2)],
        };
        await WriteAsync(row);
        await StoredAsync(row);
        row = row with { Epoch = 2, Status = DirectoryStatus.Active, ReservedUntil = null };
        await WriteAsync(row);
        await StoredAsync(row);
    }

    [Fact]
    public async Task Addresses_that_are_equal_are_one_and_it_stays_as_it_was_written()
    {
        await WriteAsync(Make.Address("Alice@Example.Org"));
        Assert.False(await SwapAsync(Make.Address(Alice)));
        Assert.Equal("Alice@example.org", (await FindAsync())?.Address.ToString());
    }

    [Fact]
    public async Task A_certificate_may_have_its_full_length()
    {
        var row = Make.Address(Alice) with { Certificates = [new CertificateBytes(Make.Bytes(CertificateBytes.MaxBytes))] };
        await WriteAsync(row);
        await StoredAsync(row);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_new_address_begins_with_epoch_1(long epoch)
    {
        Assert.False(await SwapAsync(Make.Address(Alice, epoch)));
        Assert.Null(await FindAsync());
    }

    [Fact]
    public async Task Only_the_next_epoch_is_written()
    {
        await WriteAsync(Make.Address(Alice));
        var current = Make.Address(Alice, epoch: 2);
        await WriteAsync(current);
        foreach (var epoch in new[] { -1, 0, 1, 2, 4, long.MaxValue })
            Assert.False(await SwapAsync(Make.Address(Alice, epoch, DirectoryStatus.Deactivated)));
        await StoredAsync(current);
        await WriteAsync(Make.Address(Alice, epoch: 3));
    }

    [Fact]
    public async Task An_epoch_that_does_not_fit_is_no_error_whatever_the_row()
    {
        await WriteAsync(Make.Address(Alice) with { Certificates = [Make.Certificate(1)] });
        Assert.False(await SwapAsync(Make.Address(Alice, epoch: 1)));
        Assert.False(await SwapAsync(Make.Address(Alice, epoch: 3)));
    }

    [Fact]
    public async Task A_reservation_that_lapsed_stays_with_its_epoch()
    {
        var reserved = Make.Address(Alice, status: DirectoryStatus.Reserved) with { ReservedUntil = Clock.GetUtcNow().AddMinutes(15) };
        await WriteAsync(reserved);
        foreach (var wait in new[] { TimeSpan.Zero, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(2), TimeSpan.FromDays(400) })
        {
            Clock.Advance(wait);
            await StoredAsync(reserved);
            Assert.False(await SwapAsync(Make.Address(Alice, epoch: 1, DirectoryStatus.Reserved)));
        }
        var next = Make.Address(Alice, epoch: 2, DirectoryStatus.Reserved);
        await WriteAsync(next);
        await StoredAsync(next);
    }

    [Fact]
    public async Task A_tombstone_stays()
    {
        var row = Make.Address(Alice);
        await WriteAsync(row);
        var tombstone = row with { Epoch = 2, Status = DirectoryStatus.Tombstone };
        await WriteAsync(tombstone);
        Clock.Advance(TimeSpan.FromDays(4000));
        await StoredAsync(tombstone);
        Assert.False(await SwapAsync(Make.Address(Alice)));
    }

    [Theory]
    [InlineData(DirectoryStatus.Active)]
    [InlineData(DirectoryStatus.Deactivated)]
    [InlineData(DirectoryStatus.Tombstone)]
    public async Task An_address_in_use_never_changes_its_account(DirectoryStatus status)
    {
        var row = await UsedAsync(status);
        foreach (var next in Enum.GetValues<DirectoryStatus>())
            await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(row with { Epoch = row.Epoch + 1, Status = next, Account = Make.Account() }));
        await StoredAsync(row);
    }

    [Theory]
    [InlineData(DirectoryStatus.Active)]
    [InlineData(DirectoryStatus.Deactivated)]
    [InlineData(DirectoryStatus.Tombstone)]
    public async Task An_address_in_use_is_never_reserved_again(DirectoryStatus status)
    {
        var row = await UsedAsync(status);
        var reserved = row with { Epoch = row.Epoch + 1, Status = DirectoryStatus.Reserved, ReservedUntil = Clock.GetUtcNow().AddDays(1) };
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(reserved));
        Clock.Advance(TimeSpan.FromDays(4000));
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(reserved));
        await StoredAsync(row);
    }

    [Fact]
    public async Task A_tombstone_is_never_anything_else_again()
    {
        var row = await UsedAsync(DirectoryStatus.Tombstone);
        foreach (var next in new[] { DirectoryStatus.Reserved, DirectoryStatus.Active, DirectoryStatus.Deactivated })
            await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(row with { Epoch = row.Epoch + 1, Status = next }));
        await StoredAsync(row);
        await WriteAsync(row with { Epoch = row.Epoch + 1 });
    }

    [Fact]
    public async Task What_was_only_reserved_may_go_to_another_account()
    {
        var row = Make.Address(Alice, status: DirectoryStatus.Reserved);
        await WriteAsync(row);
        var next = row with { Epoch = 2, Account = Make.Account() };
        await WriteAsync(next);
        await StoredAsync(next);
    }

    [Fact]
    public async Task A_deactivated_address_may_be_active_again()
    {
        var row = await UsedAsync(DirectoryStatus.Deactivated);
        await WriteAsync(row with { Epoch = row.Epoch + 1, Status = DirectoryStatus.Active });
    }

    [Fact]
    public async Task Certificates_are_added_in_their_order()
    {
        var row = Make.Address(Alice) with { Certificates = [Make.Certificate(1)] };
        await WriteAsync(row);
        row = row with { Epoch = 2, Certificates = [Make.Certificate(1), Make.Certificate(9), Make.Certificate(3)] };
        await WriteAsync(row);
        await StoredAsync(row);
        row = row with { Epoch = 3, Status = DirectoryStatus.Deactivated };
        await WriteAsync(row);
        await StoredAsync(row);
    }

    [Fact]
    public async Task The_history_of_certificates_is_never_shortened_or_changed()
    {
        var row = Make.Address(Alice) with { Certificates = [Make.Certificate(1), Make.Certificate(2)] };
        await WriteAsync(row);
        CertificateBytes[][] broken =
        [
            [],
            [Make.Certificate(1)],
            [Make.Certificate(2), Make.Certificate(1)],
            [Make.Certificate(3), Make.Certificate(1), Make.Certificate(2)],
            [Make.Certificate(1), Make.Certificate(3), Make.Certificate(2)],
        ];
        foreach (var history in broken)
        {
            await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(row with { Epoch = 2, Certificates = history }));
            await StoredAsync(row);
        }
        await WriteAsync(row with { Epoch = 2 });
    }

    [Fact]
    public async Task What_callers_do_to_their_buffers_later_changes_nothing_stored()
    {
        var bytes = Make.Bytes(300, seed: 1);
        var list = new List<CertificateBytes> { new(bytes) };
        await WriteAsync(Make.Address(Alice) with { Certificates = list });
        Array.Clear(bytes);
        list.Clear();
        Assert.Equal(Make.Certificate(1), Assert.Single((await FindAsync())!.Certificates));
    }

    [Fact]
    public async Task Of_many_threads_that_write_the_same_epoch_one_wins()
    {
        for (var epoch = 1; epoch <= 20; epoch++)
        {
            var rows = Enumerable.Range(0, Race.Threads).Select(_ => Make.Address(Alice, epoch)).ToArray();
            var written = await Race.RunAsync(thread => SwapAsync(rows[thread]));
            await StoredAsync(Assert.Single(rows.Where((_, thread) => written[thread])));
        }
    }

    [Fact]
    public async Task A_call_cancelled_before_it_began_does_nothing()
    {
        await Expect.CancelledAsync(async token => await Store.Directory.CompareAndSwapAsync(Make.Address(Alice), token));
        Assert.Null(await FindAsync());
        await Expect.CancelledAsync(async token => await Store.Directory.FindAsync(MailAddress.Parse(Alice), token));
    }

    /// <summary>An address that was active and now is this.</summary>
    private async Task<DirectoryRow> UsedAsync(DirectoryStatus status)
    {
        var row = Make.Address(Alice);
        await WriteAsync(row);
        row = row with { Epoch = 2, Status = status };
        await WriteAsync(row);
        return row;
    }

    private async Task<DirectoryRow?> FindAsync() => await Store.Directory.FindAsync(MailAddress.Parse(Alice), Token);

    private async Task<bool> SwapAsync(DirectoryRow row) => await Store.Directory.CompareAndSwapAsync(row, Token);

    private async Task WriteAsync(DirectoryRow row) => Assert.True(await SwapAsync(row), "The next epoch is written.");

    private async Task StoredAsync(DirectoryRow expected) => Same(expected, await FindAsync());

    private static void Same(DirectoryRow expected, DirectoryRow? stored)
    {
        Assert.NotNull(stored);
        Assert.Equal(expected.Certificates, stored.Certificates);
        Assert.Equal(expected with { Certificates = [] }, stored with { Certificates = [] });
    }
}
