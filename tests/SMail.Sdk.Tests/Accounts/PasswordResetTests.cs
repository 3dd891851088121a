using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

public sealed class PasswordResetTests : IAsyncLifetime
{
    private const string New = "a password I will not forget";
    private static readonly MailAddress Alice = MailAddress.Parse($"alice@{TestSystem.Domain}");
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options =>
    {
        options.Server.PasswordReset = PasswordResetMode.ByToken;
        options.Server.DeactivatedMail = DeactivatedMail.Hold;
    });

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task By_default_no_password_is_reset_and_the_login_stays()
    {
        await using var faithful = await TestSystem.StartAsync();
        await using var session = await faithful.JoinAsync("alice");
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => faithful.Administration.IssueResetAsync(Alice, Token)));
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => faithful.Accounts.RedeemResetAsync("alice", ResetToken.Generate(), New.AsMemory(), New.AsMemory(), Token)));
        await using var again = await faithful.LoginAsync("alice");
    }

    [Fact]
    public async Task Issuing_a_token_ends_login_and_sessions_at_once()
    {
        await using var session = await system.JoinAsync("alice");
        await system.Administration.IssueResetAsync(Alice, Token);
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(session)));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice")));
        // Nor does switching the account on again bring the old password back.
        await system.Administration.ActivateAsync(Alice, Token);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice")));
        var info = await system.Administration.GetAsync(Alice, Token);
        var diagnosis = await system.Administration.DiagnoseLoginAsync("alice", Token);
        Assert.Equal((LoginFindingCode.ResetPending, info.ResetUntil), (diagnosis.Obstacle!.Code, diagnosis.Obstacle.At));
        Assert.Equal((false, system.Clock.GetUtcNow() + TimeSpan.FromHours(24)), (info.IsActive, info.ResetUntil));
    }

    [Fact]
    public async Task The_owner_redeems_it_with_new_keys_and_others_see_that_the_key_changed()
    {
        await using var bobby = await system.JoinAsync("bobby");
        await using var before = await system.JoinAsync("alice");
        await system.SendAsync(before, new ComposedMail { To = ["bobby"], Text = "From the old key" });
        using (var first = await system.OpenAsync(bobby, (await system.ListAsync(bobby)).Single().Entry))
            Assert.Equal(MailVerdict.FirstSeen, first.Verdict);

        await using var after = await ResetAsync();
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.Equal(before.Account, after.Account);
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await system.SendAsync(after, new ComposedMail { To = ["bobby", "alice"], Text = "From the new key" });
        Assert.Equal("From the new key", await TextAsync(after, (await system.ListAsync(after))[0].Entry));
        await using var again = await system.LoginAsync("bobby");
        Assert.Equal(MailVerdict.KeyChanged, (await system.ListAsync(again))[0].Verdict);
        var plan = await system.Mailboxes.PlanAsync(again, new ComposedMail { To = ["alice"], Text = "x" }, Token);
        Assert.Equal(RouteReason.KeyChanged, plan.Recipients.Single().Reason);
        await system.Mailboxes.AcceptKeyAsync(again, Alice, after.Fingerprint, Token);
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await system.SendAsync(again, new ComposedMail { To = ["alice"], Text = "To the new key" });
        Assert.Equal("To the new key", await TextAsync(after, (await system.ListAsync(after))[0].Entry));
        Assert.Equal(2, (await system.Storage.Directory.FindAsync(Alice, Token))!.Certificates.Count);
    }

    [Fact]
    public async Task The_new_password_logs_in_from_then_on_and_the_old_one_never_again()
    {
        await using (await system.JoinAsync("alice")) { }
        await using (await ResetAsync()) { }
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice")));
        await using var session = await system.LoginAsync("alice", New);
        await system.Accounts.RotateKeysAsync(session, New.AsMemory(), "third".AsMemory(), "third".AsMemory(), Token);
        await using var again = await system.LoginAsync("alice", "third");
        Assert.Equal(session.Fingerprint, again.Fingerprint);
    }

    [Fact]
    public async Task Mail_waits_until_the_token_is_redeemed()
    {
        await using var bobby = await system.JoinAsync("bobby");
        await using var session = await system.JoinAsync("alice");
        var token = await system.Administration.IssueResetAsync(Alice, Token);
        var receipt = await system.SendAsync(bobby, new ComposedMail { To = ["alice"], Text = "Waiting" });
        Assert.Equal(DeliveryStatus.Queued, receipt.Recipients.Single().Status);
        await using var after = await RedeemAsync(token);
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
        Assert.Single(await system.ListAsync(after));
    }

    [Fact]
    public async Task A_token_is_good_once_for_its_account_and_for_its_time()
    {
        await using (await system.JoinAsync("alice")) { }
        await using (await system.JoinAsync("bobby")) { }
        var replaced = await system.Administration.IssueResetAsync(Alice, Token);
        var late = await system.Administration.IssueResetAsync(Alice, Token);
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => RedeemAsync(replaced)));
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => system.Accounts.RedeemResetAsync("bobby", late, New.AsMemory(), New.AsMemory(), Token)));
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => system.Accounts.RedeemResetAsync("nobody", late, New.AsMemory(), New.AsMemory(), Token)));
        Assert.Equal(SMailError.PasswordMismatch, await Assertions.ErrorOfAsync(() => system.Accounts.RedeemResetAsync("alice", late, New.AsMemory(), "typo".AsMemory(), Token)));
        system.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => RedeemAsync(late)));
        var good = await system.Administration.IssueResetAsync(Alice, Token);
        await using (await RedeemAsync(good)) { }
        // The same call again finds it done; another password does not get in with it.
        await using (await RedeemAsync(good)) { }
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => RedeemAsync(good, "another")));
    }

    [Fact]
    public async Task Calls_with_tokens_are_counted()
    {
        for (var call = 0; call < 40; call++)
            Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => RedeemAsync(ResetToken.Generate())));
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => RedeemAsync(ResetToken.Generate())));
    }

    [Fact]
    public async Task An_account_that_was_switched_off_meanwhile_is_not_redeemed()
    {
        await using (await system.JoinAsync("alice")) { }
        var token = await system.Administration.IssueResetAsync(Alice, Token);
        await system.Administration.DeactivateAsync(Alice, Token);
        Assert.Equal(SMailError.ResetRefused, await Assertions.ErrorOfAsync(() => RedeemAsync(token)));
        await system.Administration.ActivateAsync(Alice, Token);
        await using var session = await RedeemAsync(token);
    }

    // The two steps of a redemption fail, before and after their work; the same call again then gets through.
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Whatever_breaks_off_the_same_call_again_finishes_it(int step, bool isAfter)
    {
        await using (await system.JoinAsync("alice")) { }
        var token = await system.Administration.IssueResetAsync(Alice, Token);
        var fault = system.Storage.Hooks.Inject(
            isAfter ? Testing.Faults.Fault.LosesAnswer(StorageError.Unavailable) : Testing.Faults.Fault.Throws(StorageError.Unavailable),
            step,
            call => call.Name == "Directory.Swap" || call.Arguments is [_, PartitionCommit { Writes: [{ Key.Kind: RowKind.Login }, ..] }]);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => RedeemAsync(token)));
        Assert.Equal(1, fault.Count);
        system.Storage.Hooks.Clear();
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice")));
        await using var session = await RedeemAsync(token);
        await system.SendAsync(session, new ComposedMail { To = ["alice"], Text = "It works" });
        Assert.Equal("It works", await TextAsync(session, (await system.ListAsync(session)).Single().Entry));
        Assert.Equal(2, (await system.Storage.Directory.FindAsync(Alice, Token))!.Certificates.Count);
    }

    [Fact]
    public async Task Deleting_the_account_deletes_what_is_locked_too()
    {
        await using (await system.JoinAsync("alice")) { }
        await using var session = await ResetAsync();
        var account = session.Account;
        Assert.Single(await RowsAsync(account, RowKind.LockedKeys, 0));
        Assert.NotEmpty(await RowsAsync(account, RowKind.Record, LockedKeysRow.RecordGroup));
        await system.Administration.DeleteAsync(Alice, Token);
        Assert.Empty(await RowsAsync(account, RowKind.LockedKeys, 0));
        Assert.Empty(await RowsAsync(account, RowKind.Record, LockedKeysRow.RecordGroup));
    }

    private async Task<MailSession> ResetAsync() => await RedeemAsync(await system.Administration.IssueResetAsync(Alice, Token));

    private Task<MailSession> RedeemAsync(ResetToken token, string password = New) => system.Accounts.RedeemResetAsync("alice", token, password.AsMemory(), password.AsMemory(), Token);

    private async Task<string> TextAsync(MailSession session, EntryId entry)
    {
        using var mail = await system.OpenAsync(session, entry);
        return mail.Text!.TrimEnd();
    }

    private async Task<IReadOnlyList<StoredRow>> RowsAsync(AccountId account, RowKind kind, int group) =>
        (await system.Storage.Messages.ListAsync(account, kind, group, null, 100, Token)).Items;
}
