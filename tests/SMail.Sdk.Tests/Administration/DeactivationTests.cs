using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using static SMail.Sdk.Tests.Administration.Names;

namespace SMail.Sdk.Tests.Administration;

/// <summary>An account that is switched off: out at once, nothing lost, and on again.</summary>
public sealed class DeactivationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_sessions_end_at_once_and_nobody_logs_in_until_it_is_active_again()
    {
        await using var system = await TestSystem.StartAsync();
        var before = await system.JoinAsync("bobby");
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(before)));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("bobby")));
        Assert.False((await system.Administration.GetAsync(At("bobby"), Token)).IsActive);

        await system.Administration.ActivateAsync(At("bobby"), Token);
        await using var after = await system.LoginAsync("bobby");
        Assert.Empty(await system.ListAsync(after));
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(before)));
    }

    [Fact]
    public async Task A_login_under_way_at_that_moment_does_not_live_on()
    {
        await using var system = await TestSystem.StartAsync();
        await using (await system.JoinAsync("bobby")) { }
        var isOff = false;
        system.Storage.Hooks.Before = async (call, _) =>
        {
            // The login has read its row, and writes its session after the account was switched off.
            if (isOff || call is not { Name: "Accounts.Commit", Arguments: [_, PartitionCommit { Writes: [PutRow { Row.Key.Kind: RowKind.Session }, ..] }] })
                return;
            isOff = true;
            await system.Administration.DeactivateAsync(At("bobby"), Token);
        };
        LoginGrant? grant = null;
        system.Door.Hooks.Change = (_, answer) =>
        {
            grant ??= (answer as Answer<LoginGrant>)?.Value;
            return answer;
        };
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(() => system.LoginAsync("bobby")));
        system.Storage.Hooks.Clear();
        system.Door.Hooks.Clear();
        Assert.True(isOff);
        await system.Administration.ActivateAsync(At("bobby"), Token);
        var listing = new ListEntriesRequest(MailFolder.Inbox, null, 10) { Token = grant!.Token };
        Assert.Equal(SMailError.SessionEnded, (await system.Server.Door.ListEntriesAsync(listing, Token)).Error!.Code);
    }

    [Theory]
    [InlineData("bobby")]
    [InlineData("robert")]
    public async Task Mail_to_it_is_refused(string to)
    {
        await using var system = await StartAsync(DeactivatedMail.Refuse);
        await using var alice = await system.JoinAsync("alice");
        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = [to], Text = "x" }, Token);
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        var state = Assert.Single((await system.Mailboxes.SendAsync(alice, plan, Token)).Recipients);
        Assert.Equal((DeliveryStatus.Rejected, "There is no such mailbox."), (state.Status, state.Reason));
        Assert.Equal(RouteReason.NoSuchMailbox, Assert.Single((await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = [to], Text = "x" }, Token)).Recipients).Reason);
    }

    [Theory]
    [InlineData("bobby")]
    [InlineData("robert")]
    public async Task Or_it_is_held_and_arrives_when_the_account_is_active_again(string to)
    {
        await using var system = await StartAsync(DeactivatedMail.Hold);
        await using var alice = await system.JoinAsync("alice");
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        var state = Assert.Single((await system.SendAsync(alice, new ComposedMail { To = [to], Subject = "Held", Text = "x" })).Recipients);
        Assert.Equal((DeliveryStatus.Queued, "The mailbox is closed for now."), (state.Status, state.Reason));
        system.Clock.Advance(TimeSpan.FromDays(1));
        await system.Server.DeliverDueAsync(Token);
        await system.Administration.ActivateAsync(At("bobby"), Token);
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
        await using var bobby = await system.LoginAsync("bobby");
        Assert.Equal("Held", Assert.Single(await system.ListAsync(bobby)).Summary?.Subject);
    }

    [Fact]
    public async Task What_is_held_too_long_is_rejected()
    {
        await using var system = await StartAsync(DeactivatedMail.Hold);
        await using var alice = await system.JoinAsync("alice");
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        await system.SendAsync(alice, new ComposedMail { To = ["bobby"], Text = "x" });
        system.Clock.Advance(TimeSpan.FromDays(6));
        await system.Server.DeliverDueAsync(Token);
        await using var again = await system.LoginAsync("alice");
        Assert.Equal(DeliveryStatus.Rejected, Assert.Single(Assert.Single(await system.ListAsync(again, MailFolder.Sent)).Recipients).Status);
    }

    [Fact]
    public async Task Mail_it_sent_before_is_still_proven_by_its_key()
    {
        await using var system = await StartAsync(DeactivatedMail.Refuse);
        await using var alice = await system.JoinAsync("alice");
        await using (var bobby = await system.LoginAsync("bobby"))
            await system.SendAsync(bobby, new ComposedMail { To = ["alice"], Subject = "Before", Text = "x" });
        foreach (var act in new[] { system.Administration.DeactivateAsync, system.Administration.DeleteAsync })
        {
            await act(At("bobby"), Token);
            alice.Senders.Clear();
            Assert.Equal(MailVerdict.FirstSeen, Assert.Single(await system.ListAsync(alice)).Verdict);
        }
    }

    [Fact]
    public async Task Doing_it_again_changes_nothing_and_activating_ends_no_session_of_an_active_account()
    {
        await using var system = await StartAsync(DeactivatedMail.Refuse);
        await using var bobby = await system.LoginAsync("bobby");
        await system.Administration.ActivateAsync(At("bobby"), Token);
        Assert.Empty(await system.ListAsync(bobby));
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        using var watch = new StorageWatch(system.Storage);
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        Assert.Empty(watch.Changes);
    }

    [Fact]
    public async Task A_fault_at_any_call_leaves_it_off_or_on_and_the_same_call_again_finishes()
    {
        await using var system = await StartAsync(DeactivatedMail.Refuse);
        for (var at = 1; ; at++)
        {
            await using var session = await system.LoginAsync("bobby");
            var fault = system.Storage.Hooks.Inject(at % 2 == 0 ? Fault.Throws(StorageError.Unavailable) : Fault.LosesAnswer(StorageError.Unavailable), (at + 1) / 2);
            var ended = await Record.ExceptionAsync(() => system.Administration.DeactivateAsync(At("bobby"), Token));
            system.Storage.Hooks.Clear();
            if (fault.Count == 0)
                break;
            Assert.IsType<StorageException>(ended);
            await system.Administration.DeactivateAsync(At("bobby"), Token);
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("bobby")));
            Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(session)));
            await system.Administration.ActivateAsync(At("bobby"), Token);
            // Or the failed logins would lock the address out.
            system.Clock.Advance(system.Options.Server.Limits.FailureMemory);
        }
    }

    [Fact]
    public async Task Only_accounts_by_their_own_address_are_switched()
    {
        await using var system = await StartAsync(DeactivatedMail.Refuse);
        using var reserved = await system.Accounts.ReserveAsync("reserved-one", cancellationToken: Token);
        foreach (var name in new[] { "robert", "nobody", "reserved-one" })
        {
            Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => system.Administration.DeactivateAsync(At(name), Token)));
            Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => system.Administration.ActivateAsync(At(name), Token)));
        }
    }

    /// <summary>With bobby, whose alias is robert.</summary>
    private static async Task<TestSystem> StartAsync(DeactivatedMail mail)
    {
        var system = await TestSystem.StartAsync(options =>
        {
            options.Server.DeactivatedMail = mail;
            options.Server.LoginTime = TimeSpan.FromDays(1);
        });
        await using (await system.JoinAsync("bobby")) { }
        await system.Administration.AddAliasAsync(At("robert"), At("bobby"), Token);
        return system;
    }
}
