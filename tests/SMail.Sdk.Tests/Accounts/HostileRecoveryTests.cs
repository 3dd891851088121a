using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>A server half that lies to who makes a recovery phrase or uses one: it gets no key, and is noticed.</summary>
public sealed class HostileRecoveryTests : IAsyncLifetime
{
    private const string New = "new";
    private TestSystem system = null!;
    private MailSession alice = null!;
    private SecretText phrase = null!;
    private bool isSent;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Server.RecoveryPhrase = true;
            options.Server.Limits.RecoveryPerAddress = null;
        });
        alice = await system.JoinAsync("alice");
        phrase = await system.Accounts.CreateRecoveryPhraseAsync(alice, TestSystem.Password.AsMemory(), Token);
        system.Door.Hooks.Before = (call, _) => Task.FromResult(isSent |= call.Name is nameof(RecoverRequest) or nameof(PutRecoveryPhraseRequest));
    }

    public async ValueTask DisposeAsync()
    {
        system.Door.Hooks.Clear();
        phrase.Dispose();
        await alice.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task Cheap_or_other_stretching_is_refused()
    {
        foreach (var kdf in new[]
        {
            KdfParameters.Constrained with { MemoryKiB = 8 }, KdfParameters.Constrained with { Passes = 1 }, KdfParameters.Constrained with { Passes = 1000 },
            KdfParameters.Constrained with { MemoryKiB = int.MaxValue }, KdfParameters.Constrained with { Lanes = 4 }, KdfParameters.Constrained with { Algorithm = 0 },
        })
            await RefusedAsync(terms => terms with { Login = terms.Login with { Kdf = kdf } }, SMailError.KeyDerivationRefused);
        await RefusedAsync(terms => terms with { Login = terms.Login with { Protocol = LoginProtocol.Opaque } }, SMailError.KeyDerivationRefused);
        await RefusedAsync(terms => terms with { ShareVersion = 0 }, SMailError.KeyDerivationRefused);
    }

    [Fact]
    public async Task Somebody_elses_keys_are_refused()
    {
        await using var bobby = await system.JoinAsync("bobby");
        using var his = await system.Accounts.CreateRecoveryPhraseAsync(bobby, TestSystem.Password.AsMemory(), Token);
        RecoveryTerms? theirs = null;
        byte[] share = [];
        system.Door.Hooks.ChangeAnswers<Answer<PreparedRecovery>>(answer =>
        {
            theirs = answer.Value!.Terms!;
            share = theirs.PhraseShare.Span.ToArray();
            return answer;
        });
        await using (await system.Accounts.RecoverAsync("bobby", his.Memory, New.AsMemory(), New.AsMemory(), Token)) { }
        isSent = false;
        await RefusedAsync(terms => terms with { WrappedAccountKey = theirs!.WrappedAccountKey }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { WrappedAccountKey = theirs!.WrappedAccountKey, PhraseShare = KeyShare.FromBytes(share) }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { WrappedAccountKey = theirs!.WrappedAccountKey, PhraseShare = KeyShare.FromBytes(share), Account = theirs.Account, State = theirs.State }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { PhraseShare = KeyShare.FromBytes(share) }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { Account = theirs!.Account }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { State = theirs!.State }, SMailError.KeysDamaged);
        // Records in each other's place, a wrap of the password in place of one of the phrase.
        await RefusedAsync(terms => terms with { WrappedAccountKey = terms.State.Record! }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { State = terms.State with { Record = terms.WrappedAccountKey } }, SMailError.KeysDamaged);
    }

    [Fact]
    public async Task A_flipped_bit_is_refused()
    {
        for (var i = 0; i < 8; i++)
        {
            var at = i;
            await RefusedAsync(terms => terms with { WrappedAccountKey = Flip(terms.WrappedAccountKey, at * 11) }, SMailError.KeysDamaged);
        }
    }

    [Fact]
    public async Task Another_age_than_the_state_says_is_refused()
    {
        await RefusedAsync(terms => terms with { Epoch = 1 }, SMailError.RolledBack);
        await RefusedAsync(terms => terms with { Epoch = 3 }, SMailError.RolledBack);
        await RefusedAsync(terms => terms with { Epoch = 0 }, SMailError.RolledBack);
        await RefusedAsync(terms => terms with { Generation = 2 }, SMailError.KeysDamaged);
        await RefusedAsync(terms => terms with { State = terms.State with { Record = null } }, SMailError.RolledBack);
    }

    [Fact]
    public async Task A_state_older_than_this_device_has_seen_is_refused()
    {
        StoredRecord? old = null;
        await RefusedAsync(terms =>
        {
            old = terms.State;
            return terms with { Epoch = 9 };
        }, SMailError.RolledBack);
        system.Door.Hooks.Change = null;
        await system.SendAsync(alice, new ComposedMail { To = ["alice"], Text = "Written since" });
        using (var mail = await system.OpenAsync(alice, (await system.ListAsync(alice)).Single().Entry))
            Assert.True(mail.Verdict.IsGood());
        isSent = false;
        await RefusedAsync(terms => terms with { State = old! }, SMailError.RolledBack);
    }

    [Fact]
    public async Task A_server_that_says_a_phrase_was_used_or_a_password_was_set_lets_nobody_in()
    {
        system.Door.Hooks.ChangeAnswers<Answer<PreparedRecovery>>(answer => answer with { Value = new PreparedRecovery(null) });
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(RecoverAsync));
        Assert.False(isSent);
        system.Door.Hooks.Change = null;
        system.Storage.Hooks.FailBefore(call => call.Arguments is [_, Storage.PartitionCommit { Writes: [{ Key.Kind: Storage.RowKind.Login }, ..] }], () => new IOException());
        system.Door.Hooks.ChangeAnswers<Answer<Done>>(answer => answer with { Value = Done.Value, Error = null });
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(RecoverAsync));
        system.Storage.Hooks.Clear();
        system.Door.Hooks.Clear();
        await using var still = await system.LoginAsync("alice");
    }

    [Fact]
    public async Task A_server_that_says_conflict_for_ever_is_not_asked_for_ever()
    {
        var calls = 0;
        system.Door.Hooks.Before = (call, _) => call.Name == nameof(RecoverRequest) ? throw new SMailException(SMailError.Conflict, $"Once more, {++calls}.") : Task.CompletedTask;
        Assert.Equal(SMailError.Conflict, await Assertions.ErrorOfAsync(RecoverAsync));
        Assert.InRange(calls, 2, 10);
    }

    [Fact]
    public async Task Whoever_makes_a_phrase_is_asked_for_no_cheap_proof_and_wraps_for_no_other_generation()
    {
        await RefusedAsync<LoginParameters>(value => value with { Kdf = KdfParameters.Constrained with { MemoryKiB = 8 } }, SMailError.KeyDerivationRefused);
        await RefusedAsync<LoginParameters>(value => value with { Salt = default }, SMailError.KeyDerivationRefused);
        await RefusedAsync<LoginParameters>(value => value with { Protocol = LoginProtocol.Opaque }, SMailError.KeyDerivationRefused);
        await RefusedAsync<RecoveryPhraseTerms>(value => value with { ShareVersion = 0 }, SMailError.KeyDerivationRefused);
        await RefusedAsync<RecoveryPhraseTerms>(value => value with { Generation = 2 }, SMailError.RolledBack);
    }

    private async Task RefusedAsync(Func<RecoveryTerms, RecoveryTerms> change, SMailError error)
    {
        system.Door.Hooks.ChangeAnswers<Answer<PreparedRecovery>>(answer => answer with { Value = new PreparedRecovery(change(answer.Value!.Terms!)) });
        Assert.Equal(error, await Assertions.ErrorOfAsync(RecoverAsync));
        Assert.False(isSent);
    }

    private async Task RefusedAsync<T>(Func<T, T> change, SMailError error) where T : class
    {
        system.Door.Hooks.ChangeAnswers<Answer<T>>(answer => answer with { Value = change(answer.Value!) });
        Assert.Equal(error, await Assertions.ErrorOfAsync(() => system.Accounts.CreateRecoveryPhraseAsync(alice, TestSystem.Password.AsMemory(), Token)));
        Assert.False(isSent);
    }

    private Task RecoverAsync() => system.Accounts.RecoverAsync("alice", phrase.Memory, New.AsMemory(), New.AsMemory(), Token);

    // From the end: format byte and lengths are what makes it a record.
    private static SealedRecord Flip(SealedRecord record, int at)
    {
        var bytes = record.Bytes.ToArray();
        bytes[^(1 + at)] ^= 4;
        return SealedRecord.Parse(bytes);
    }
}
