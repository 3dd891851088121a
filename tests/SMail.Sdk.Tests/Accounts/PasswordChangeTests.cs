using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

public sealed class PasswordChangeTests : IAsyncLifetime
{
    private const string Old = TestSystem.Password;
    private const string New = "another battery, another horse";
    private TestSystem system = null!;
    private IPasswordChangePolicy policy = PasswordChangePolicies.Always;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options => options.Server.PasswordChange = new Switch(this));

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task The_new_password_is_good_at_once_and_the_old_one_is_not()
    {
        await using var session = await system.JoinAsync("alice");
        await system.SendAsync(session, new ComposedMail { To = ["alice"], Text = "Kept" });
        await ChangeAsync(session, Old, New);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice")));
        await using var again = await system.LoginAsync("alice", New);
        using var mail = await system.OpenAsync(again, (await system.ListAsync(again)).Single().Entry);
        Assert.Equal("Kept", mail.Text!.TrimEnd());
        Assert.Equal(session.Fingerprint, again.Fingerprint);
    }

    [Fact]
    public async Task The_session_goes_on_and_all_others_end()
    {
        await using var first = await system.JoinAsync("alice");
        await using var second = await system.LoginAsync("alice");
        await using var third = await system.LoginAsync("alice");
        await ChangeAsync(first, Old, New);
        Assert.Empty(await system.ListAsync(first));
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(second)));
        await using var fourth = await system.LoginAsync("alice", New);
        await ChangeAsync(fourth, New, Old);
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(first)));
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(() => ChangeAsync(third, Old, New)));
        // A session may change it as often as it likes.
        await ChangeAsync(fourth, Old, New);
        await ChangeAsync(fourth, New, "a third one");
        await using var last = await system.LoginAsync("alice", "a third one");
    }

    [Fact]
    public async Task Wrong_passwords_change_nothing()
    {
        await using var session = await system.JoinAsync("alice");
        using var watch = new StorageWatch(system.Storage);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => ChangeAsync(session, "wrong", New)));
        Assert.Equal(SMailError.PasswordMismatch, await Assertions.ErrorOfAsync(() => system.Accounts.ChangePasswordAsync(session, Old.AsMemory(), New.AsMemory(), "typo".AsMemory(), Token)));
        Assert.Equal(SMailError.InvalidPassword, await Assertions.ErrorOfAsync(() => ChangeAsync(session, Old, "")));
        Assert.Equal(SMailError.SessionRequired, await Assertions.ErrorOfAsync(() => ChangeAsync(null!, Old, New)));
        await session.DisposeAsync();
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(() => ChangeAsync(session, Old, New)));
        Assert.All(watch.Changes, change => Assert.Equal("Accounts.Commit Session", change));
    }

    [Fact]
    public async Task A_mailbox_of_10000_messages_is_not_touched_and_it_is_one_commit()
    {
        await using var session = await system.JoinAsync("alice");
        await system.SendAsync(session, new ComposedMail { To = ["alice"], Text = "One of many" });
        var entry = (await system.ListAsync(session)).Single().Entry;
        var stored = await system.Storage.Accounts.FindAsync(session.Account, StoredEntry.KeyOf(entry), Token);
        for (var i = 0; i < 10; i++)
        {
            var writes = Enumerable.Range(0, 1000).Select(_ => new PutRow(stored!.Row with { Key = StoredEntry.KeyOf(Id.Generate<EntryId>()) }, Precondition.Absent));
            Assert.IsType<Committed>(await system.Storage.Accounts.CommitAsync(session.Account, new PartitionCommit(Id.Generate<CommitId>(), [.. writes]), Token));
        }

        var read = new List<string>();
        system.Storage.Hooks.Before = (call, _) =>
        {
            read.Add(call.Arguments is [_, RowKey key] ? $"{key.Kind}" : call.Name);
            return Task.CompletedTask;
        };
        using (var watch = new StorageWatch(system.Storage))
        {
            await ChangeAsync(session, Old, New);
            Assert.Equal(["Accounts.Commit Login Record"], watch.Changes);
        }

        system.Storage.Hooks.Clear();
        Assert.DoesNotContain("Entry", read);
        Assert.DoesNotContain("Messages.List", read);
        Assert.True(read.Count < 20, string.Join(' ', read));
        await using var again = await system.LoginAsync("alice", New);
        Assert.Equal(10_001, await system.Mailboxes.ListAsync(again, MailFolder.Inbox, Token).CountAsync(Token));
    }

    [Fact]
    public async Task A_fault_before_or_after_any_call_of_storage_leaves_exactly_one_password()
    {
        foreach (var kind in new[] { PasswordChangeKind.Change, PasswordChangeKind.RotateKeys })
        {
            foreach (var isAfter in new[] { false, true })
            {
                var (hits, seen) = (0, new HashSet<bool>());
                for (var at = 1; ; at++, hits++)
                {
                    var name = $"{kind}-{isAfter}-{at}".ToLowerInvariant();
                    await using var session = await system.JoinAsync(name);
                    var fault = system.Storage.Hooks.Inject(isAfter ? Testing.Faults.Fault.LosesAnswer(StorageError.Unavailable) : Testing.Faults.Fault.Throws(StorageError.Unavailable), at);
                    var error = await Record.ExceptionAsync(() => kind == PasswordChangeKind.Change ? ChangeAsync(session, Old, New) : RotateAsync(session, Old, New));
                    system.Storage.Hooks.Clear();
                    var isNew = await IsGoodAsync(name, New);
                    Assert.NotEqual(isNew, await IsGoodAsync(name, Old));
                    if (error is null)
                        Assert.True(isNew);
                    else
                        Assert.Equal(SMailError.ServerUnavailable, Assert.IsType<SMailException>(error).Code);
                    seen.Add(isNew);
                    if (fault.Count == 0)
                        break;
                }

                // It was tried before and after the commit, and at every call there is.
                Assert.True(hits >= 8, $"{kind}: {hits} calls");
                Assert.Equal(2, seen.Count);
            }
        }
    }

    [Fact]
    public async Task The_same_request_again_is_no_error()
    {
        await using var session = await system.JoinAsync("alice");
        ChangePasswordRequest? sent = null;
        Answer<Done>? again = null;
        system.Door.Hooks.After = async (call, _) =>
        {
            if (call.Arguments is [ChangePasswordRequest request] && sent is null)
            {
                sent = request;
                again = await system.Server.Door.ChangePasswordAsync(request, Token);
            }
        };
        await ChangeAsync(session, Old, New);
        system.Door.Hooks.Clear();
        Assert.NotNull(again!.Value);
        await using var session2 = await system.LoginAsync("alice", New);
    }

    [Fact]
    public async Task A_lost_answer_leaves_a_session_that_can_go_on()
    {
        await using var session = await system.JoinAsync("alice");
        system.Storage.Hooks.Inject(Testing.Faults.Fault.LosesAnswer(StorageError.Unavailable), fits: call => call.Arguments is [_, PartitionCommit { Writes: [{ Key.Kind: RowKind.Login }, ..] }]);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => ChangeAsync(session, Old, New)));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => ChangeAsync(session, Old, New)));
        await ChangeAsync(session, New, "a third one");
        await using var again = await system.LoginAsync("alice", "a third one");
    }

    [Fact]
    public async Task Two_sessions_that_change_it_at_once_leave_one_password()
    {
        await using var one = await system.JoinAsync("alice");
        await using var other = await system.LoginAsync("alice");
        var faults = await Task.WhenAll(Record.ExceptionAsync(() => ChangeAsync(one, Old, "first new")).AsTask(), Record.ExceptionAsync(() => ChangeAsync(other, Old, "other new")).AsTask());
        Assert.Single(faults, fault => fault is null);
        Assert.NotEqual(await IsGoodAsync("alice", "first new"), await IsGoodAsync("alice", "other new"));
        Assert.False(await IsGoodAsync("alice", Old));
    }

    [Fact]
    public async Task A_policy_is_asked_and_can_refuse()
    {
        await using var session = await system.JoinAsync("alice");
        policy = PasswordChangePolicies.PremiumOncePerSession;
        Assert.Equal(SMailError.PasswordChangeRefused, await Assertions.ErrorOfAsync(() => ChangeAsync(session, Old, New)));
        var row = new Row(new RowKey(RowKind.Account, AccountRow.RowId), RowCodec.Encode(new AccountRow { Plan = "Premium" }, RowJson.Default.AccountRow));
        await system.Storage.Accounts.CommitAsync(session.Account, new PartitionCommit(Id.Generate<CommitId>(), [new PutRow(row, Precondition.None)]), Token);
        await ChangeAsync(session, Old, New);
        Assert.Equal(SMailError.PasswordChangeRefused, await Assertions.ErrorOfAsync(() => ChangeAsync(session, New, Old)));
        Assert.Equal(SMailError.PasswordChangeRefused, await Assertions.ErrorOfAsync(() => RotateAsync(session, New, Old)));
        // Once in each session.
        await using var next = await system.LoginAsync("alice", New);
        await ChangeAsync(next, New, Old);
    }

    [Fact]
    public async Task A_server_that_wants_a_cheap_proof_or_another_salt_gets_none()
    {
        await using var session = await system.JoinAsync("alice");
        var cheap = KdfParameters.Constrained with { MemoryKiB = 8 };
        await RefusedAsync<LoginParameters>(session, value => value with { Kdf = cheap }, SMailError.KeyDerivationRefused);
        await RefusedAsync<LoginParameters>(session, value => value with { Salt = Id.Generate<AccountSalt>() }, SMailError.KeyDerivationRefused);
        await RefusedAsync<LoginParameters>(session, value => value with { Protocol = LoginProtocol.Opaque }, SMailError.KeyDerivationRefused);
        await RefusedAsync<PasswordChangeTerms>(session, value => value with { Login = value.Login with { Kdf = cheap } }, SMailError.KeyDerivationRefused);
        await RefusedAsync<PasswordChangeTerms>(session, value => value with { Login = value.Login with { Salt = Id.Generate<AccountSalt>() } }, SMailError.KeyDerivationRefused);
        await RefusedAsync<PasswordChangeTerms>(session, value => value with { Epoch = 1 }, SMailError.Conflict);
        await RefusedAsync<PasswordChangeTerms>(session, value => value with { Epoch = 7 }, SMailError.RolledBack);
        await RefusedAsync<PasswordChangeTerms>(session, value => value with { Generation = 2 }, SMailError.RolledBack);
        Assert.True(await IsGoodAsync("alice", Old));
    }

    private async Task RefusedAsync<T>(MailSession session, Func<T, T> change, SMailError error) where T : class
    {
        var isSent = false;
        system.Door.Hooks.Before = (call, _) => Task.FromResult(isSent |= call.Name == nameof(ChangePasswordRequest));
        system.Door.Hooks.ChangeAnswers<Answer<T>>(answer => answer with { Value = change(answer.Value!) });
        Assert.Equal(error, await Assertions.ErrorOfAsync(() => ChangeAsync(session, Old, New)));
        system.Door.Hooks.Clear();
        Assert.False(isSent);
    }

    private Task ChangeAsync(MailSession session, string from, string to) => system.Accounts.ChangePasswordAsync(session, from.AsMemory(), to.AsMemory(), to.AsMemory(), Token);

    private Task RotateAsync(MailSession session, string from, string to) => system.Accounts.RotateKeysAsync(session, from.AsMemory(), to.AsMemory(), to.AsMemory(), Token);

    private async Task<bool> IsGoodAsync(string name, string password)
    {
        try
        {
            await using var session = await system.LoginAsync(name, password);
            return true;
        }
        catch (SMailException e) when (e.Code == SMailError.LoginFailed)
        {
            return false;
        }
    }

    private sealed class Switch(PasswordChangeTests tests) : IPasswordChangePolicy
    {
        public ValueTask<bool> AllowsAsync(PasswordChangeContext context, CancellationToken cancellationToken) => tests.policy.AllowsAsync(context, cancellationToken);
    }
}
