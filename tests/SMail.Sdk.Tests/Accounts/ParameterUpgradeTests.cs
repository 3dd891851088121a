using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>The cost of stretching rises at a login, and never falls.</summary>
public sealed class ParameterUpgradeTests
{
    private static readonly KdfParameters Dearer = KdfParameters.Constrained with { Passes = 3 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_raises_the_cost_in_one_commit_and_ends_no_session()
    {
        await using var system = await TestSystem.StartAsync();
        await using var before = await system.JoinAsync("alice");
        system.Options.Server.Kdf = Dearer;
        using (var watch = new StorageWatch(system.Storage))
        {
            await using var session = await system.LoginAsync("alice");
            Assert.Equal(["Accounts.Commit Session Device", "Accounts.Commit Login Record"], watch.Changes);
            Assert.Empty(await system.ListAsync(session));
        }

        Assert.Equal(Dearer, await CostAsync(system));
        Assert.Empty(await system.ListAsync(before));
        using (var watch = new StorageWatch(system.Storage))
        {
            await using var session = await system.LoginAsync("alice");
            Assert.Equal(["Accounts.Commit Session Device"], watch.Changes);
        }

        // The session that was there before can still change the password.
        await system.Accounts.ChangePasswordAsync(before, TestSystem.Password.AsMemory(), "new".AsMemory(), "new".AsMemory(), Token);
        await using var last = await system.LoginAsync("alice", "new");
    }

    [Fact]
    public async Task A_lower_policy_lowers_nothing()
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.Kdf = Dearer);
        await using var first = await system.JoinAsync("alice");
        system.Options.Server.Kdf = KdfParameters.Constrained;
        await using var second = await system.LoginAsync("alice");
        Assert.Equal(Dearer, await CostAsync(system));
    }

    [Fact]
    public async Task An_upgrade_that_fails_is_no_failed_login()
    {
        await using var system = await TestSystem.StartAsync();
        await using var first = await system.JoinAsync("alice");
        system.Options.Server.Kdf = Dearer;
        system.Storage.Hooks.FailBefore(
            call => call.Arguments is [_, PartitionCommit commit] && commit.Writes.Any(write => write.Key.Kind == RowKind.Login), () => new StorageException(StorageError.Unavailable, "Away."));
        await using (var session = await system.LoginAsync("alice"))
            Assert.Empty(await system.ListAsync(session));
        Assert.Equal(KdfParameters.Constrained, await CostAsync(system));
        system.Storage.Hooks.Clear();
        await using var again = await system.LoginAsync("alice");
        Assert.Equal(Dearer, await CostAsync(system));
    }

    [Fact]
    public async Task A_lost_answer_to_it_does_no_harm()
    {
        await using var system = await TestSystem.StartAsync();
        await using var first = await system.JoinAsync("alice");
        system.Options.Server.Kdf = Dearer;
        system.Storage.Hooks.FailAfter(
            call => call.Arguments is [_, PartitionCommit commit] && commit.Writes.Any(write => write.Key.Kind == RowKind.Login), () => new StorageException(StorageError.Unavailable, "Away."));
        await using var session = await system.LoginAsync("alice");
        system.Storage.Hooks.Clear();
        await system.Accounts.ChangePasswordAsync(session, TestSystem.Password.AsMemory(), "new".AsMemory(), "new".AsMemory(), Token);
        await using var last = await system.LoginAsync("alice", "new");
    }

    [Fact]
    public async Task A_server_that_asks_for_less_is_not_followed()
    {
        await using var system = await TestSystem.StartAsync(options =>
        {
            options.Server.Kdf = Dearer;
            options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        });
        await using var first = await system.JoinAsync("alice");
        var isAsked = false;
        system.Door.Hooks.Before = (call, _) => Task.FromResult(isAsked |= call.Name == nameof(PreparePasswordChangeRequest));
        system.Door.Hooks.ChangeAnswers<Answer<LoginGrant>>(answer => answer with { Value = answer.Value! with { Upgrade = KdfParameters.Constrained } });
        await using var session = await system.LoginAsync("alice");
        Assert.False(isAsked);
    }

    [Fact]
    public async Task Nobody_upgrades_what_is_good_enough()
    {
        await using var system = await TestSystem.StartAsync();
        await using var session = await system.JoinAsync("alice");
        LoginProof? proof = null;
        system.Door.Hooks.Before = (call, _) => Task.FromResult(proof = call.Arguments is [LoginRequest request] ? LoginProof.FromBytes(request.Proof.Span) : proof);
        await using var again = await system.LoginAsync("alice");
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(
            system.Server.Door.PreparePasswordChangeAsync(new PreparePasswordChangeRequest(PasswordChangeKind.Upgrade, proof!) { Token = session.Token }, Token)));
    }

    private static async Task<KdfParameters> CostAsync(TestSystem system) =>
        (await system.Server.Door.PreloginAsync(new PreloginRequest(MailAddress.Parse("alice@s-mail.test")), Token)).Value!.Kdf;
}
