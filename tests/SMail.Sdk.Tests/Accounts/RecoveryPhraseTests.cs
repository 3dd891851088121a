using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

public sealed class RecoveryPhraseTests : IAsyncLifetime
{
    private const string Old = TestSystem.Password;
    private const string New = "a password I will not forget";
    private static readonly MailAddress Alice = MailAddress.Parse($"alice@{TestSystem.Domain}");
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options =>
    {
        options.Server.RecoveryPhrase = true;
        options.Server.PasswordReset = PasswordResetMode.ByToken;
    });

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task By_default_there_are_no_phrases()
    {
        await using var faithful = await TestSystem.StartAsync();
        await using var session = await faithful.JoinAsync("alice");
        using var watch = new StorageWatch(faithful.Storage);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => faithful.Accounts.CreateRecoveryPhraseAsync(session, Old.AsMemory(), Token)));
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => faithful.Accounts.RecoverAsync("alice", AnyPhrase(), New.AsMemory(), New.AsMemory(), Token)));
        Assert.Empty(watch.Changes);
    }

    [Fact]
    public async Task It_sets_a_new_password_and_all_mail_stays_readable()
    {
        await using var bobby = await system.JoinAsync("bobby");
        await using var before = await system.JoinAsync("alice");
        await system.SendAsync(bobby, new ComposedMail { To = ["alice"], Text = "From before" });
        Assert.Equal(MailVerdict.FirstSeen, (await system.ListAsync(before)).Single().Verdict);
        await system.Mailboxes.ConfirmPinAsync(before, bobby.Address, bobby.Fingerprint, Token);
        using var phrase = await CreateAsync(before);
        Assert.Equal(24, phrase.Memory.ToString().Split(' ').Length);

        await using var after = await RecoverAsync(phrase);
        Assert.Equal((before.Fingerprint, before.Account), (after.Fingerprint, after.Account));
        using (var mail = await system.OpenAsync(after, (await system.ListAsync(after)).Single().Entry))
            Assert.Equal("From before", mail.Text!.TrimEnd());
        Assert.True((await system.Mailboxes.GetPinAsync(after, bobby.Address, Token))!.IsConfirmed);
        await using var again = await system.LoginAsync("alice", New);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice", Old)));
        // To others nothing has changed.
        await system.SendAsync(after, new ComposedMail { To = ["bobby"], Text = "It is me" });
        Assert.True((await system.ListAsync(bobby)).Single().Verdict.IsGood());
    }

    [Fact]
    public async Task All_other_sessions_end_and_it_is_one_commit()
    {
        await using var one = await system.JoinAsync("alice");
        await using var other = await system.LoginAsync("alice");
        using var phrase = await CreateAsync(one);
        // Also the one that was kept by a change of the password.
        await system.Accounts.ChangePasswordAsync(one, Old.AsMemory(), "second".AsMemory(), "second".AsMemory(), Token);
        using (var watch = new StorageWatch(system.Storage))
        {
            await using var after = await RecoverAsync(phrase);
            Assert.Equal("Accounts.Commit Login Record", watch.Changes[0]);
            Assert.DoesNotContain("Record", string.Join(' ', watch.Changes.Skip(1)), StringComparison.Ordinal);
        }

        foreach (var session in new[] { one, other })
            Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(session)));
    }

    [Fact]
    public async Task It_outlives_changes_of_the_password_and_is_used_up_by_a_recovery()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        await system.Accounts.ChangePasswordAsync(session, Old.AsMemory(), "second".AsMemory(), "second".AsMemory(), Token);
        await using (await RecoverAsync(phrase, "third")) { }
        // The same call again finds it done; with another password it gets nobody in.
        await using (await RecoverAsync(phrase, "third")) { }
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase, "fourth")));
        var login = await LoginRowAsync(session.Account);
        Assert.Null(login.Recovery!.WrappedAccountKey);
        // Another change ends even that.
        await using var last = await system.LoginAsync("alice", "third");
        await system.Accounts.ChangePasswordAsync(last, "third".AsMemory(), "fifth".AsMemory(), "fifth".AsMemory(), Token);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase, "fifth")));
        using var next = await system.Accounts.CreateRecoveryPhraseAsync(last, "fifth".AsMemory(), Token);
        await using var again = await RecoverAsync(next);
    }

    [Fact]
    public async Task A_new_phrase_takes_the_place_of_the_old_one()
    {
        await using var session = await system.JoinAsync("alice");
        using var first = await CreateAsync(session);
        using var second = await CreateAsync(session);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => RecoverAsync(first)));
        await using var after = await RecoverAsync(second);
    }

    [Fact]
    public async Task It_ends_with_the_keys()
    {
        await using var session = await system.JoinAsync("alice");
        using var rotated = await CreateAsync(session);
        await system.Accounts.RotateKeysAsync(session, Old.AsMemory(), Old.AsMemory(), Old.AsMemory(), Token);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => RecoverAsync(rotated)));
        using var reset = await CreateAsync(session);
        var token = await system.Administration.IssueResetAsync(Alice, Token);
        // Nor is there a way around a reset that waits.
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => RecoverAsync(reset)));
        await using var after = await system.Accounts.RedeemResetAsync("alice", token, New.AsMemory(), New.AsMemory(), Token);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => RecoverAsync(reset)));
        using var last = await system.Accounts.CreateRecoveryPhraseAsync(after, New.AsMemory(), Token);
        await using var again = await RecoverAsync(last, "another");
    }

    // A server that keeps what it should have thrown away: the old phrase opens the old account key, and nothing is under that any more.
    [Fact]
    public async Task An_old_phrase_opens_no_new_keys_even_if_the_server_kept_it()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        var kept = (await LoginRowAsync(session.Account)).Recovery;
        await system.Accounts.RotateKeysAsync(session, Old.AsMemory(), Old.AsMemory(), Old.AsMemory(), Token);
        await ChangeRowAsync(session.Account, login => login with { Recovery = kept });
        Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase)));
        system.Door.Hooks.ChangeAnswers<Answer<PreparedRecovery>>(answer => answer with { Value = new PreparedRecovery(answer.Value!.Terms! with { Generation = 1 }) });
        Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase)));
        system.Door.Hooks.Clear();
        await using var still = await system.LoginAsync("alice");
    }

    [Fact]
    public async Task The_password_is_proven_before_a_phrase_is_made()
    {
        await using var session = await system.JoinAsync("alice");
        using var watch = new StorageWatch(system.Storage);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.Accounts.CreateRecoveryPhraseAsync(session, "wrong".AsMemory(), Token)));
        Assert.Equal(SMailError.SessionRequired, await Assertions.ErrorOfAsync(() => system.Accounts.CreateRecoveryPhraseAsync(null!, Old.AsMemory(), Token)));
        Assert.Empty(watch.Changes);
        for (var i = 0; i < 4; i++)
            await Assertions.ErrorOfAsync(() => system.Accounts.CreateRecoveryPhraseAsync(session, "wrong".AsMemory(), Token));
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => system.Accounts.CreateRecoveryPhraseAsync(session, Old.AsMemory(), Token)));
        await session.DisposeAsync();
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(() => system.Accounts.CreateRecoveryPhraseAsync(session, Old.AsMemory(), Token)));
    }

    [Fact]
    public async Task What_is_mistyped_is_not_sent()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        var calls = 0;
        system.Door.Hooks.Before = (_, _) => Task.FromResult(calls++);
        Assert.Equal(SMailError.InvalidRecoveryPhrase, await Assertions.ErrorOfAsync(() => RecoverAsync($"{phrase.Memory} again", New)));
        Assert.Equal(SMailError.PasswordMismatch, await Assertions.ErrorOfAsync(() => system.Accounts.RecoverAsync("alice", phrase.Memory, New.AsMemory(), "typo".AsMemory(), Token)));
        Assert.Equal(0, calls);
        system.Door.Hooks.Clear();
        Assert.Equal(SMailError.InvalidPassword, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase, "")));
        await using var after = await RecoverAsync(phrase.Memory.ToString().ToUpperInvariant(), New);
    }

    [Fact]
    public async Task Accounts_that_are_switched_off_are_not_recovered()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        await system.Administration.DeactivateAsync(Alice, Token);
        Assert.Equal(SMailError.RecoveryRefused, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase)));
        await system.Administration.ActivateAsync(Alice, Token);
        await using var after = await RecoverAsync(phrase);
    }

    [Fact]
    public async Task The_phrase_is_in_no_answer_no_row_and_no_text()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        Assert.Equal("[secret]", $"{phrase}");
        using var entropy = Bip39.Decode(phrase.Memory.Span);
        var row = (await system.Storage.Accounts.FindAsync(session.Account, AccountRows.LoginKey, Token))!.Row.Value.Bytes.ToArray();
        Assert.Empty(Canary.Find([new Recorded("row", row)], [new Canary("words", System.Text.Encoding.UTF8.GetBytes(phrase.Memory.ToString())), new Canary("bits", entropy.Span.ToArray())]));
        var words = phrase.Memory;
        phrase.Dispose();
        Assert.All(words.ToArray(), c => Assert.Equal('\0', c));
    }

    [Fact]
    public async Task A_fault_before_or_after_any_call_of_storage_leaves_exactly_one_password_and_the_same_call_again_finishes()
    {
        foreach (var isAfter in new[] { false, true })
        {
            var (hits, seen) = (0, new HashSet<bool>());
            for (var at = 1; ; at++, hits++)
            {
                var name = $"alice-{isAfter}-{at}".ToLowerInvariant();
                await using var session = await system.JoinAsync(name);
                using var phrase = await CreateAsync(session);
                var fault = system.Storage.Hooks.Inject(isAfter ? Testing.Faults.Fault.LosesAnswer(StorageError.Unavailable) : Testing.Faults.Fault.Throws(StorageError.Unavailable), at);
                var error = await Record.ExceptionAsync(async () => await (await RecoverAsync(phrase, New, name)).DisposeAsync());
                system.Storage.Hooks.Clear();
                var isNew = await IsGoodAsync(name, New);
                Assert.NotEqual(isNew, await IsGoodAsync(name, Old));
                if (error is not null)
                    Assert.Equal(SMailError.ServerUnavailable, Assert.IsType<SMailException>(error).Code);
                seen.Add(isNew);
                await using (await RecoverAsync(phrase, New, name)) { }
                if (fault.Count == 0)
                    break;
            }

            Assert.True(hits >= 8, $"{hits} calls");
            Assert.Equal(2, seen.Count);
        }
    }

    [Fact]
    public async Task A_session_that_writes_meanwhile_is_no_obstacle()
    {
        await using var bobby = await system.JoinAsync("bobby");
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        var isFirst = true;
        system.Door.Hooks.Before = async (call, _) =>
        {
            if (call.Name != nameof(RecoverRequest) || !isFirst)
                return;
            isFirst = false;
            await system.SendAsync(session, new ComposedMail { To = ["bobby"], Text = "Pins bobby's key" });
        };
        await using var after = await RecoverAsync(phrase);
        Assert.NotNull(await system.Mailboxes.GetPinAsync(after, bobby.Address, Token));
    }

    [Fact]
    public async Task Two_at_once_leave_one_password()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        var faults = await Task.WhenAll(new[] { "one", "other" }.Select(async password => await Record.ExceptionAsync(async () => await (await RecoverAsync(phrase, password)).DisposeAsync())));
        Assert.Single(faults, fault => fault is null);
        Assert.NotEqual(await IsGoodAsync("alice", "one"), await IsGoodAsync("alice", "other"));
    }

    [Fact]
    public async Task The_same_request_again_is_no_error_and_another_is_refused()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        RecoverRequest? sent = null;
        var answers = new List<Answer<Done>>();
        system.Door.Hooks.After = async (call, _) =>
        {
            if (call.Arguments is not [RecoverRequest request] || sent is not null)
                return;
            sent = request;
            answers.Add(await system.Server.Door.RecoverAsync(request, Token));
            answers.Add(await system.Server.Door.RecoverAsync(request with { NewProof = LoginProof.FromBytes(new byte[32]) }, Token));
        };
        await using var after = await RecoverAsync(phrase);
        Assert.NotNull(answers[0].Value);
        Assert.Equal(SMailError.RecoveryRefused, answers[1].Error!.Code);
    }

    [Fact]
    public async Task Requests_that_are_none_change_nothing()
    {
        await using var session = await system.JoinAsync("alice");
        using var phrase = await CreateAsync(session);
        RecoverRequest? sent = null;
        // The proofs are the client's, and zeroed when its call ends.
        system.Door.Hooks.Before = (call, _) =>
        {
            if (call.Arguments[0] is not RecoverRequest request)
                return Task.CompletedTask;
            sent = request with { PhraseProof = LoginProof.FromBytes(request.PhraseProof.Span), NewProof = LoginProof.FromBytes(request.NewProof.Span) };
            throw new SMailException(SMailError.ServerUnavailable, "Not now.");
        };
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => RecoverAsync(phrase)));
        system.Door.Hooks.Clear();
        using var watch = new StorageWatch(system.Storage);
        foreach (var (request, error) in new[]
        {
            (sent! with { Generation = 2 }, SMailError.InvalidRequest),
            (sent with { ShareVersion = 7 }, SMailError.InvalidRequest),
            (sent with { Login = sent.Login with { Salt = default } }, SMailError.InvalidRequest),
            (sent with { State = sent.State with { Id = RecordId.SecretKeys } }, SMailError.InvalidRequest),
            (sent with { Epoch = 1 }, SMailError.Conflict),
            (sent with { Epoch = 3 }, SMailError.Conflict),
            (sent with { State = sent.State with { ExpectedVersion = 0 } }, SMailError.Conflict),
            (sent with { PhraseProof = sent.NewProof }, SMailError.RecoveryRefused),
            (sent with { Address = MailAddress.Parse($"bobby@{TestSystem.Domain}") }, SMailError.RecoveryRefused),
        })
            Assert.Equal(error, await Assertions.ErrorOfAsync(system.Server.Door.RecoverAsync(request, Token)));
        Assert.Empty(watch.Changes);
        Assert.NotNull((await system.Server.Door.RecoverAsync(sent, Token)).Value);
        await using var after = await system.LoginAsync("alice", New);
    }

    private static ReadOnlyMemory<char> AnyPhrase()
    {
        using var phrase = Bip39.Encode(new byte[32]);
        return phrase.Memory.ToString().AsMemory();
    }

    private Task<SecretText> CreateAsync(MailSession session) => system.Accounts.CreateRecoveryPhraseAsync(session, Old.AsMemory(), Token);

    private Task<MailSession> RecoverAsync(SecretText phrase, string password = New, string name = "alice") => system.Accounts.RecoverAsync(name, phrase.Memory, password.AsMemory(), password.AsMemory(), Token);

    private Task<MailSession> RecoverAsync(string phrase, string password) => system.Accounts.RecoverAsync("alice", phrase.AsMemory(), password.AsMemory(), password.AsMemory(), Token);

    private async Task<LoginRow> LoginRowAsync(AccountId account) =>
        RowCodec.Decode((await system.Storage.Accounts.FindAsync(account, AccountRows.LoginKey, Token))!.Row.Value, RowJson.Default.LoginRow);

    private async Task ChangeRowAsync(AccountId account, Func<LoginRow, LoginRow> change)
    {
        var row = new Row(AccountRows.LoginKey, RowCodec.Encode(change(await LoginRowAsync(account)), RowJson.Default.LoginRow));
        Assert.IsType<Committed>(await system.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), [new PutRow(row, Precondition.None)]), Token));
    }

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
}
