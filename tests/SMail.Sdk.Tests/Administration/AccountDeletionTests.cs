using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Transport;
using static SMail.Sdk.Tests.Administration.Names;

namespace SMail.Sdk.Tests.Administration;

/// <summary>An account that is deleted: its keys first and at once, then the rest, whatever breaks off.</summary>
public sealed class AccountDeletionTests : IAsyncLifetime
{
    private readonly ScriptedTransport outside = new();
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        outside.Always(TransportStatus.TryLater);
        system = await TestSystem.StartAsync(options =>
        {
            options.Transport = _ => outside;
            options.Mailbox.InlineBodyBytes = 1000;
        });
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Nothing_of_it_is_left_but_a_name_that_nobody_gets()
    {
        var (account, left) = await FillAsync("bobby");
        await system.Administration.DeleteAsync(At("bobby"), Token);
        await FinishAsync();

        Assert.Empty(await left());
        Assert.Empty(system.BlobsLeft());
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("bobby")));
        foreach (var name in new[] { "bobby", "robert" })
        {
            Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => system.JoinAsync(name)));
            Assert.Equal(DirectoryStatus.Tombstone, (await system.Storage.Directory.FindAsync(At(name), Token))!.Status);
        }

        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => system.Administration.GetAsync(At("bobby"), Token)));
        Assert.Equal(0, await system.Server.DeliverDueAsync(Token));
    }

    [Fact]
    public async Task The_first_commit_takes_login_keys_and_sessions_together()
    {
        await FillAsync("bobby");
        var first = new List<RowKind>();
        system.Storage.Hooks.Before = (call, _) =>
        {
            if (first.Count == 0 && call is { Name: "Accounts.Commit", Arguments: [_, PartitionCommit commit] })
                first.AddRange(commit.Writes.Where(write => write is DeleteRow).Select(write => write.Key.Kind));
            return Task.CompletedTask;
        };
        await system.Administration.DeleteAsync(At("bobby"), Token);
        Assert.Superset(new HashSet<RowKind> { RowKind.Login, RowKind.Record, RowKind.Session, RowKind.Account }, first.ToHashSet());
        Assert.DoesNotContain(RowKind.Entry, first);
    }

    [Fact]
    public async Task Its_sessions_end_and_others_keep_what_they_have()
    {
        await using var alice = await system.JoinAsync("alice");
        var bobby = await system.JoinAsync("bobby");
        await system.SendAsync(bobby, new ComposedMail { To = ["alice"], Subject = "Kept", Text = new string('x', 5000) });
        await system.Administration.DeleteAsync(At("bobby"), Token);
        Assert.Equal(SMailError.SessionEnded, await Assertions.ErrorOfAsync(async () => await system.ListAsync(bobby)));
        Assert.NotEmpty(await system.ReadAsync(alice, Assert.Single(await system.ListAsync(alice)).Entry));
    }

    [Fact]
    public async Task Broken_off_anywhere_the_keys_are_gone_and_the_pump_does_the_rest()
    {
        for (var at = 1; ; at++)
        {
            var name = $"bobby-{at}";
            var (_, left) = await FillAsync(name);
            // From this call on nothing works any more, as when the process dies; every second time the call itself was done.
            var fault = system.Storage.Hooks.Inject(at % 2 == 0 ? Fault.Throws(StorageError.Unavailable) : Fault.LosesAnswer(StorageError.Unavailable), (at + 1) / 2, Changes);
            system.Storage.Hooks.Inject(Fault.Throws(StorageError.Unavailable), ((at + 1) / 2) + 1, Changes, int.MaxValue / 2);
            var ended = await Record.ExceptionAsync(() => system.Administration.DeleteAsync(At(name), Token));
            system.Storage.Hooks.Clear();
            if (fault.Count == 0)
                break;
            Assert.IsType<StorageException>(ended);
            var isGone = await system.Storage.Accounts.FindAsync((await system.Storage.Directory.FindAsync(At(name), Token))!.Account, AccountRows.LoginKey, Token) is null;
            Assert.Equal(isGone, await Record.ExceptionAsync(async () => await (await system.LoginAsync(name)).DisposeAsync()) is SMailException { Code: SMailError.LoginFailed });
            if (!isGone)
                await system.Administration.DeleteAsync(At(name), Token);
            await FinishAsync();
            Assert.Empty(await left());
        }

        await FinishAsync();
        Assert.Empty(system.BlobsLeft());
        static bool Changes(Call call) => call.Name is "Accounts.Commit" or "Directory.Swap" or "Blobs.RemoveReference" or "Blobs.Discard";
    }

    [Fact]
    public async Task Mail_that_came_in_meanwhile_goes_too()
    {
        await using var alice = await system.JoinAsync("alice");
        var (account, left) = await FillAsync("bobby");
        DirectoryRow? seen = null;
        // A delivery that asked the directory before, and writes after all was deleted.
        system.Storage.Hooks.Change = (call, answer) => call is { Name: "Directory.Find", Arguments: [MailAddress address] } && address == At("bobby") && seen is not null ? seen : answer;
        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = ["bobby"], Text = new string('x', 5000) }, Token);
        var active = await system.Storage.Inner.Directory.FindAsync(At("bobby"), Token);
        await system.Administration.DeleteAsync(At("bobby"), Token);
        seen = active;
        Assert.Equal(DeliveryStatus.Delivered, Assert.Single((await system.Mailboxes.SendAsync(alice, plan, Token)).Recipients).Status);
        system.Storage.Hooks.Clear();
        Assert.NotEmpty(await left());
        await FinishAsync();
        Assert.Empty(await left());
    }

    [Fact]
    public async Task A_deletion_that_is_asked_for_again_changes_no_more_and_only_accounts_are_deleted()
    {
        await FillAsync("bobby");
        await system.Administration.DeleteAsync(At("bobby"), Token);
        await system.Administration.DeleteAsync(At("bobby"), Token);
        await using (await system.JoinAsync("carol")) { }
        await system.Administration.AddAliasAsync(At("info"), At("carol"), Token);
        foreach (var name in new[] { "nobody", "robert", "info" })
            Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => system.Administration.DeleteAsync(At(name), Token)));
        await using var carol = await system.LoginAsync("carol");
    }

    [Fact]
    public async Task A_deactivated_account_is_deleted_as_well()
    {
        var (_, left) = await FillAsync("bobby");
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        await system.Administration.DeleteAsync(At("bobby"), Token);
        await FinishAsync();
        Assert.Empty(await left());
    }

    /// <summary>Mail in and out, small and large, and some that waits for the outside; gives back what asks for the rows that are left.</summary>
    private async Task<(AccountId Account, Func<Task<List<RowKey>>> Left)> FillAsync(string name)
    {
        var keys = new HashSet<RowKey>();
        var session = await system.JoinAsync(name);
        var account = session.Account;
        var alias = name == "bobby" ? "robert" : $"alias-{name}";
        await system.Administration.AddAliasAsync(At(alias), At(name), Token);
        foreach (var size in new[] { 10, 5000 })
            await system.SendAnywhereAsync(session, new ComposedMail { To = [name, "ann@outside.example"], Bcc = ["dan@outside.example"], Subject = "Mail", Text = new string('x', size) });
        foreach (var kind in Enum.GetValues<RowKind>())
            for (var group = 0; group <= 3; group++)
                keys.UnionWith((await system.Storage.Messages.ListAsync(account, kind, group, null, 1000, Token)).Items.Select(row => row.Row.Key));
        Assert.Superset(new HashSet<RowKind> { RowKind.Login, RowKind.Record, RowKind.Session, RowKind.Account, RowKind.Entry, RowKind.Outbox }, keys.Select(key => key.Kind).ToHashSet());
        return (account, async () =>
        {
            // By the feed, which knows every row whatever its group.
            var feed = Assert.IsType<Changes>(await system.Storage.Accounts.ChangesSinceAsync(account, 0, 1000, Token));
            return [.. feed.Items.Where(item => item.Row is not null).Select(item => item.Key)];
        });
    }

    private async Task FinishAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            system.Clock.Advance(TimeSpan.FromMinutes(10));
            await system.Server.DeliverDueAsync(Token);
        }

        // Uploads that nobody sent end by their lease.
        system.Clock.Advance(TimeSpan.FromDays(7));
        await system.Server.SweepAsync(Token);
    }
}
