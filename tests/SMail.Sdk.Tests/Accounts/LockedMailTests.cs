using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Accounts;

public sealed class LockedMailTests : IAsyncLifetime
{
    private const string First = TestSystem.Password;
    private const string Second = "a password I will not forget";
    private const string Third = "a password I wrote down";
    private static readonly MailAddress Alice = MailAddress.Parse($"alice@{TestSystem.Domain}");
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options => options.Server.PasswordReset = PasswordResetMode.ByToken);
        await using var alice = await system.JoinAsync("alice");
        await SendAsync(alice, "Of the first time");
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Mail_from_before_a_reset_is_listed_as_locked_and_opens_with_the_old_password()
    {
        await using var session = await ResetAsync(Second);
        await SendAsync(session, "Of the second time");
        var items = await system.ListAsync(session);
        Assert.Equal([MailVerdict.Verified, MailVerdict.Locked], items.Select(item => item.Verdict));
        Assert.Null(items[1].Summary);
        Assert.Equal(SMailError.MailLocked, await Assertions.ErrorOfAsync(() => system.OpenAsync(session, items[1].Entry)));

        await UnlockAsync(session, First);
        Assert.Equal(["Of the second time", "Of the first time"], await TextsAsync(session));
        Assert.Equal(MailVerdict.Verified, (await system.ListAsync(session, MailFolder.Sent))[1].Verdict);
        // A second time changes nothing, and another session has to ask again.
        await UnlockAsync(session, First);
        await using var other = await system.LoginAsync("alice", Second);
        Assert.Equal(MailVerdict.Locked, (await system.ListAsync(other))[1].Verdict);
    }

    [Fact]
    public async Task Several_resets_leave_several_sets_each_with_its_password()
    {
        await using (var second = await ResetAsync(Second))
            await SendAsync(second, "Of the second time");
        await using var third = await ResetAsync(Third);
        await SendAsync(third, "Of the third time");
        Assert.Equal([MailVerdict.Verified, MailVerdict.Locked, MailVerdict.Locked], (await system.ListAsync(third)).Select(item => item.Verdict));
        await UnlockAsync(third, First);
        Assert.Equal([MailVerdict.Verified, MailVerdict.Locked, MailVerdict.Verified], (await system.ListAsync(third)).Select(item => item.Verdict));
        await UnlockAsync(third, Second);
        Assert.Equal(["Of the third time", "Of the second time", "Of the first time"], await TextsAsync(third));
    }

    [Fact]
    public async Task Sets_under_one_password_open_together()
    {
        await using (var second = await ResetAsync(First))
            await SendAsync(second, "Of the second time");
        await using var third = await ResetAsync(Third);
        await UnlockAsync(third, First);
        Assert.Equal(["Of the second time", "Of the first time"], await TextsAsync(third));
    }

    [Fact]
    public async Task Unlocked_keys_decrypt_and_do_nothing_else()
    {
        await using var session = await ResetAsync(Second);
        await UnlockAsync(session, First);
        await SendAsync(session, "Of the second time");
        // Without the old keys it is readable and by the known key: nothing of it was made with them.
        await using var other = await system.LoginAsync("alice", Second);
        Assert.Equal(MailVerdict.Verified, (await system.ListAsync(other))[0].Verdict);
        Assert.Equal("Of the second time", (await TextsAsync(other, 1)).Single());
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_for_the_account_whatever_session_tries()
    {
        await using (var session = await ResetAsync(Second))
        {
            for (var attempt = 0; attempt < 5; attempt++)
                Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => UnlockAsync(session, "a guess")));
        }

        await using var next = await system.LoginAsync("alice", Second);
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => UnlockAsync(next, First)));
        system.Clock.Advance(TimeSpan.FromMinutes(1));
        await UnlockAsync(next, First);
    }

    [Fact]
    public async Task Where_nothing_is_locked_nothing_opens()
    {
        await using var session = await system.LoginAsync("alice");
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => UnlockAsync(session, First)));
    }

    [Fact]
    public async Task A_server_that_wants_a_cheap_proof_or_another_salt_of_the_old_password_gets_none()
    {
        await using var session = await ResetAsync(Second);
        var isSent = false;
        system.Door.Hooks.Before = (call, _) => Task.FromResult(isSent |= call.Name == nameof(UnlockKeysRequest));
        foreach (var change in new Func<LoginParameters, LoginParameters>[]
        {
            login => login with { Kdf = KdfParameters.Constrained with { MemoryKiB = 8 } },
            login => login with { Salt = Id.Generate<AccountSalt>() },
            login => login with { Protocol = LoginProtocol.Opaque },
        })
        {
            system.Door.Hooks.ChangeAnswers<Answer<LockedKeysList>>(answer => answer with { Value = new LockedKeysList([.. answer.Value!.Logins.Select(change)]) });
            Assert.Equal(SMailError.KeyDerivationRefused, await Assertions.ErrorOfAsync(() => UnlockAsync(session, First)));
        }

        Assert.False(isSent);
    }

    [Fact]
    public async Task A_set_under_another_share_is_refused()
    {
        await using var session = await ResetAsync(Second);
        system.Door.Hooks.ChangeAnswers<Answer<UnlockedKeys>>(answer => answer with
        {
            Value = new UnlockedKeys([.. answer.Value!.Sets.Select(set => set with { Share = KeyShare.FromBytes(new byte[KeyShare.Size]) })]),
        });
        Assert.Equal(SMailError.KeysDamaged, await Assertions.ErrorOfAsync(() => UnlockAsync(session, First)));
        system.Door.Hooks.Clear();
        Assert.Equal(MailVerdict.Locked, (await system.ListAsync(session)).Single().Verdict);
    }

    private async Task<MailSession> ResetAsync(string password)
    {
        var token = await system.Administration.IssueResetAsync(Alice, Token);
        return await system.Accounts.RedeemResetAsync("alice", token, password.AsMemory(), password.AsMemory(), Token);
    }

    private Task UnlockAsync(MailSession session, string password) => system.Accounts.UnlockLegacyAsync(session, password.AsMemory(), Token);

    private async Task SendAsync(MailSession session, string text)
    {
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await system.SendAsync(session, new ComposedMail { To = ["alice"], Text = text });
    }

    private async Task<List<string>> TextsAsync(MailSession session, int count = 10)
    {
        var texts = new List<string>();
        foreach (var item in (await system.ListAsync(session)).Take(count))
        {
            using var mail = await system.OpenAsync(session, item.Entry);
            texts.Add(mail.Text!.TrimEnd());
        }

        return texts;
    }
}
