using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.Accounts;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Limits;

/// <summary>Guesses are counted in the storage, per address and per source, the same whether or not the address exists.</summary>
public sealed class LoginLimitTests : IAsyncLifetime
{
    private string? source = "192.0.2.1";
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LimitOptions Limits => system.Options.Server.Limits;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options => options.Server.Source = () => source);
        await using var alice = await system.JoinAsync("alice");
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task After_some_failures_each_further_one_locks_out_for_twice_as_long()
    {
        for (var i = 0; i < Limits.LockoutAfter; i++)
            Assert.Equal(SMailError.LoginFailed, (await FailAsync("alice")).Code);
        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Assert.Equal(TimeSpan.FromMinutes(minutes), await AssertLockedAsync("alice"));
            system.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Equal(TimeSpan.FromSeconds(1), await AssertLockedAsync("alice"));
            system.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(SMailError.LoginFailed, (await FailAsync("alice")).Code);
        }

        // Not even the right password is looked at, and after a day without a failure all is forgotten.
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => StrangerAsync("alice", TestSystem.Password)));
        system.Clock.Advance(Limits.FailureMemory);
        for (var i = 0; i < Limits.LockoutAfter; i++)
            Assert.Equal(SMailError.LoginFailed, (await FailAsync("alice")).Code);
        await AssertLockedAsync("alice");
    }

    [Fact]
    public async Task A_correct_login_from_a_known_device_survives_a_lockout_and_a_stranger_gains_nothing_by_it()
    {
        for (var i = 0; i < Limits.LockoutAfter; i++)
            await FailAsync("alice");
        var left = await AssertLockedAsync("alice");
        await using (await system.LoginAsync("alice"))
            Assert.Equal(left, await AssertLockedAsync("alice"));
        // A device that is known to one account is not known to another, nor is one that was made up.
        foreach (var device in new[] { DeviceToken.Generate(), new DeviceToken("short"), new DeviceToken(new string('x', 100_000)) })
            Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(TryAsync("alice", device)));
    }

    [Fact]
    public async Task A_known_device_is_locked_out_by_its_own_failures_alone()
    {
        for (var i = 0; i < Limits.LockoutAfter; i++)
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice", "wrong")));
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice")));
        await using var elsewhere = await StrangerAsync("alice", TestSystem.Password);
        system.Clock.Advance(Limits.FirstLockout);
        await using var here = await system.LoginAsync("alice");
    }

    [Fact]
    public async Task A_device_is_known_until_its_time_ends_and_only_the_latest_ones_are()
    {
        var first = new DeviceTokens();
        await using (await LoginWithAsync(first))
            system.Clock.Advance(Limits.DeviceTime - TimeSpan.FromSeconds(1));
        await LockAsync();
        await using (await LoginWithAsync(first))
            system.Clock.Advance(Limits.DeviceTime);
        await LockAsync();
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => LoginWithAsync(first)));

        system.Clock.Advance(Limits.FailureMemory);
        await (await LoginWithAsync(first)).DisposeAsync();
        for (var i = 0; i < DeviceDesk.MaxDevices; i++)
        {
            system.Clock.Advance(TimeSpan.FromSeconds(1));
            await using var other = await StrangerAsync("alice", TestSystem.Password);
        }

        await LockAsync();
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => LoginWithAsync(first)));

        async Task LockAsync()
        {
            for (var i = 0; i < Limits.LockoutAfter; i++)
                await FailAsync("alice");
            await AssertLockedAsync("alice");
        }
    }

    [Fact]
    public async Task Answers_are_the_same_for_an_address_that_exists_and_one_that_does_not()
    {
        var (mine, theirs) = (new List<string>(), new List<string>());
        for (var i = 0; i < 2 * Limits.LockoutAfter; i++)
        {
            mine.Add(await AnswerAsync("alice"));
            theirs.Add(await AnswerAsync("nobody-here"));
            system.Clock.Advance(TimeSpan.FromSeconds(25));
        }

        Assert.Equal(mine, theirs);
        Assert.Contains(mine, answer => answer.Contains("TooManyAttempts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Right_logins_are_not_counted_so_that_nobody_sees_the_owner_come_and_go()
    {
        for (var i = 0; i < Limits.LockoutAfter - 1; i++)
            await FailAsync("alice");
        for (var i = 0; i < 3 * Limits.LoginPerAddress!.Count; i++)
            await using (await StrangerAsync("alice", TestSystem.Password))
                system.Clock.Advance(TimeSpan.FromTicks(1));
        await FailAsync("alice");
        await AssertLockedAsync("alice");
    }

    [Fact]
    public async Task A_source_has_a_limit_of_its_own_whatever_the_addresses()
    {
        await UseUpAsync(new LimitRate(6, TimeSpan.FromMinutes(6)), rate => Limits.LoginPerSource = rate, async i =>
        {
            await PreloginAsync($"name-{i}");
            await AnswerAsync($"name-{i}");
        }, calls: 2);
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(system.Server.Door.PreloginAsync(new PreloginRequest(Address("alice")), Token)));
        source = "192.0.2.2";
        await using var session = await system.LoginAsync("alice");
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::7", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("tenant-a", "tenant-b", false)]
    [InlineData("tenant-a", "tenant-a", true)]
    public void Of_an_address_with_64_bits_for_its_subscriber_those_do_not_count(string one, string other, bool isSame) =>
        Assert.Equal(isSame, LimitSource.Of(one) == LimitSource.Of(other));

    [Fact]
    public async Task Questions_for_names_and_reservations_are_limited_per_name_and_per_source()
    {
        await UseUpAsync(new LimitRate(3, TimeSpan.FromMinutes(3)), rate => Limits.NameCheckPerAddress = rate, _ => system.Accounts.CheckNameAsync("some-name", Token));
        await AssertRefusedAsync(() => system.Accounts.CheckNameAsync("Some-Name", Token));
        Assert.True((await system.Accounts.CheckNameAsync("other-name", Token)).IsAvailable);

        await UseUpAsync(new LimitRate(3, TimeSpan.FromMinutes(3)), rate => Limits.ReservationPerAddress = rate, _ => Assert.ThrowsAsync<SMailException>(() => ReserveAsync("alice")));
        await AssertRefusedAsync(() => ReserveAsync("alice"));
        (await ReserveAsync("third-name")).Dispose();

        source = "192.0.2.3";
        await UseUpAsync(new LimitRate(3, TimeSpan.FromMinutes(3)), rate => Limits.NameCheckPerSource = rate, i => system.Accounts.CheckNameAsync($"name-{i}", Token));
        await AssertRefusedAsync(() => system.Accounts.CheckNameAsync("fourth-name", Token));
        await UseUpAsync(new LimitRate(3, TimeSpan.FromMinutes(3)), rate => Limits.ReservationPerSource = rate, async i => (await ReserveAsync($"name-{i}")).Dispose());
        await AssertRefusedAsync(() => ReserveAsync("fourth-name"));
        system.Clock.Advance(TimeSpan.FromMinutes(1));
        (await ReserveAsync("fourth-name")).Dispose();
    }

    [Fact]
    public async Task No_guess_slips_through_at_the_same_time()
    {
        Limits.LockoutAfter = 1000;
        var request = new LoginRequest(Address("alice"), LoginProof.FromBytes(new byte[32]));
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(async () => (await system.Server.Door.LoginAsync(request, Token)).Error!.Code, Token)));
        Assert.Equal(Limits.LoginPerAddress!.Count, answers.Count(code => code == SMailError.LoginFailed));
        Assert.Equal(60 - Limits.LoginPerAddress.Count, answers.Count(code => code == SMailError.TooManyAttempts));
    }

    [Fact]
    public async Task Counts_are_swept_when_they_say_nothing_any_more_and_name_nobody()
    {
        var (rows, partitions) = (new List<Row>(), new HashSet<AccountId>());
        system.Storage.Hooks.Before = (call, _) =>
        {
            if (call.Arguments is [AccountId account, PartitionCommit commit] && commit.Writes is [PutRow { Row: { Key.Kind: RowKind.Limit } row }])
            {
                partitions.Add(account);
                rows.Add(row);
            }

            return Task.CompletedTask;
        };
        await FailAsync("alice");
        await FailAsync("nobody-here");
        system.Storage.Hooks.Clear();
        Assert.All(rows, row => Assert.DoesNotContain("alice", System.Text.Encoding.UTF8.GetString(row.Value.Bytes.Span), StringComparison.Ordinal));
        system.Clock.Advance(Limits.FailureMemory);
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
        foreach (var account in partitions)
            foreach (var row in rows)
                Assert.Null(await system.Storage.Accounts.FindAsync(account, row.Key, Token));
    }

    private static MailAddress Address(string name) => MailAddress.Parse($"{name}@s-mail.test");

    private Task<PendingRegistration> ReserveAsync(string name) => system.Accounts.ReserveAsync(name, cancellationToken: Token);

    /// <summary>Logs in from a device nobody has seen.</summary>
    private Task<MailSession> StrangerAsync(string name, string password) => new SMailClient(system.Door, system.Options).Accounts.LoginAsync(name, password.AsMemory(), Token);

    private Task<MailSession> LoginWithAsync(IDeviceTokens tokens)
    {
        system.Options.DeviceTokens = tokens;
        try
        {
            return StrangerAsync("alice", TestSystem.Password);
        }
        finally
        {
            system.Options.DeviceTokens = null;
        }
    }

    private async Task<SMailException> FailAsync(string name) => await Assert.ThrowsAsync<SMailException>(() => StrangerAsync(name, "wrong"));

    private async Task<TimeSpan?> AssertLockedAsync(string name)
    {
        var fault = await FailAsync(name);
        Assert.Equal(SMailError.TooManyAttempts, fault.Code);
        return fault.RetryAfter;
    }

    private ValueTask<Answer<LoginGrant>> TryAsync(string name, DeviceToken? device = null) =>
        system.Server.Door.LoginAsync(new LoginRequest(Address(name), LoginProof.FromBytes(new byte[32])) { Device = device }, Token);

    private async Task<string> AnswerAsync(string name) => JsonSerializer.Serialize(
        await TryAsync(name) with { RequestId = default }, (JsonTypeInfo<Answer<LoginGrant>>)DoorContract.Json.GetTypeInfo(typeof(Answer<LoginGrant>)));

    private async Task PreloginAsync(string name) => Assert.NotNull((await system.Server.Door.PreloginAsync(new PreloginRequest(Address(name)), Token)).Value);

    private static async Task AssertRefusedAsync(Func<Task> call) => Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(call));

    private static async Task UseUpAsync(LimitRate rate, Action<LimitRate> set, Func<int, Task> call, int calls = 1)
    {
        set(rate);
        for (var i = 0; i < rate.Count / calls; i++)
            await call(i);
    }
}
