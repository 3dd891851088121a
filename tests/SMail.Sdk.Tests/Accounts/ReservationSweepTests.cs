using SMail.Sdk.Accounts;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>What a broken-off registration wrote goes when its reservation ends, and nothing else does.</summary>
public sealed class ReservationSweepTests : IAsyncLifetime
{
    private static readonly TimeSpan Lapse = TimeSpan.FromMinutes(90);
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options => options.Server.RequestTime = TimeSpan.FromDays(1));

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task An_account_that_never_came_to_be_is_erased()
    {
        using var broken = await BreakOffAsync("alice");
        Assert.NotEmpty(await KindsAsync(broken));
        system.Clock.Advance(Lapse - TimeSpan.FromSeconds(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.Equal([RowKind.Login, RowKind.Record, RowKind.Account, RowKind.Registration], await KindsAsync(broken));
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await system.Server.DeliverDueAsync(Token);
        Assert.Empty(await KindsAsync(broken));
        Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(broken)));
        // The name is free, and the epoch goes on.
        var row = await system.Storage.Directory.FindAsync(broken.Address, Token);
        Assert.Equal((DirectoryStatus.Reserved, 2L), (row!.Status, row.Epoch));
        Assert.False(row.ReservationHash.Matches(broken.Token.Hash) || row.ReservationHash.Matches(new ReservationToken("").Hash));
        await using var next = await system.JoinAsync("alice");
    }

    [Fact]
    public async Task An_account_that_is_in_use_stays()
    {
        await using (await system.JoinAsync("alice"))
            system.Clock.Advance(Lapse);
        using var watch = new StorageWatch(system.Storage);
        await system.Server.DeliverDueAsync(Token);
        Assert.Contains("Accounts.Commit Registration", watch.Changes);
        Assert.DoesNotContain(watch.Changes, change => change.Contains("Login", StringComparison.Ordinal) || change.StartsWith("Directory", StringComparison.Ordinal));
        await using var again = await system.LoginAsync("alice");
    }

    [Fact]
    public async Task What_was_written_under_an_earlier_try_goes_and_the_later_one_stays()
    {
        using var first = await BreakOffAsync("alice");
        using var second = await system.Accounts.ReserveAsync("alice", first.Token, Token);
        await CompleteAsync(second);
        Assert.NotEqual(first.Reservation.Account, second.Reservation.Account);
        system.Clock.Advance(Lapse);
        await system.Server.DeliverDueAsync(Token);
        Assert.Empty(await KindsAsync(first));
        await using var session = await system.LoginAsync("alice");
    }

    [Fact]
    public async Task A_completion_that_is_late_by_a_moment_does_not_come_back_as_half_an_account()
    {
        using var registration = await system.Accounts.ReserveAsync("alice", cancellationToken: Token);
        // It was looked at in time, and stands still before its last step while the time ends and the sweep comes.
        var swept = false;
        system.Storage.Hooks.Before = async (call, _) =>
        {
            if (swept || call is not { Name: "Directory.Swap", Arguments: [DirectoryRow { Status: DirectoryStatus.Active }] })
                return;
            swept = true;
            system.Clock.Advance(Lapse);
            await system.Server.DeliverDueAsync(Token);
        };
        Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
        Assert.True(swept);
        Assert.Empty(await KindsAsync(registration));
        await using var next = await system.JoinAsync("alice", "another one's");
    }

    [Fact]
    public async Task A_sweep_that_is_broken_off_anywhere_is_finished_later()
    {
        for (var fault = 1; fault <= 12; fault++)
        {
            foreach (var kind in new[] { Fault.Throws(StorageError.Unavailable), Fault.LosesAnswer(StorageError.Unavailable) })
            {
                using var broken = await BreakOffAsync($"name-{fault}-{kind.GetHashCode():x}");
                system.Clock.Advance(Lapse);
                system.Storage.Hooks.Inject(kind, at: fault, fits: call => call.Name != "Outbox.Lease");
                await system.Server.DeliverDueAsync(Token);
                system.Storage.Hooks.Clear();
                system.Clock.Advance(system.Options.Server.DeliveryLease);
                await system.Server.DeliverDueAsync(Token);
                Assert.Empty(await KindsAsync(broken));
            }
        }
    }

    [Fact]
    public async Task A_name_that_ever_held_a_key_is_given_to_nobody_else()
    {
        await using var alice = await system.JoinAsync("alice");
        var row = (await system.Storage.Directory.FindAsync(alice.Address, Token))!;
        foreach (var status in new[] { DirectoryStatus.Deactivated, DirectoryStatus.Tombstone })
        {
            row = row with { Status = status, Epoch = row.Epoch + 1 };
            Assert.True(await system.Storage.Directory.CompareAndSwapAsync(row, Token));
            foreach (var wait in new[] { TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(4000) })
            {
                system.Clock.Advance(wait);
                await system.Server.DeliverDueAsync(Token);
                Assert.False((await system.Accounts.CheckNameAsync("Alice", Token)).IsAvailable);
                Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => system.Accounts.ReserveAsync("alice", cancellationToken: Token)));
            }
        }
    }

    /// <summary>Writes the account's rows, and fails before the address is its.</summary>
    private async Task<PendingRegistration> BreakOffAsync(string name)
    {
        var registration = await system.Accounts.ReserveAsync(name, cancellationToken: Token);
        system.Storage.Hooks.FailBefore(call => call is { Name: "Directory.Swap", Arguments: [DirectoryRow { Status: DirectoryStatus.Active }] }, () => new IOException());
        await Assertions.ErrorOfAsync(() => CompleteAsync(registration));
        system.Storage.Hooks.Clear();
        return registration;
    }

    private Task CompleteAsync(PendingRegistration registration) =>
        system.Accounts.CompleteAsync(registration, TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);

    private async Task<List<RowKind>> KindsAsync(PendingRegistration registration)
    {
        var kinds = new List<RowKind>();
        foreach (var kind in Enum.GetValues<RowKind>())
            if ((await system.Storage.Messages.ListAsync(registration.Reservation.Account, kind, 0, null, 10, Token)).Items.Count > 0)
                kinds.Add(kind);
        return kinds;
    }
}
