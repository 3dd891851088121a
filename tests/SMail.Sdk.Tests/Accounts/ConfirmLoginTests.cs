using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>By option, an account takes no mail before its owner logged in once with the password he believes it has.</summary>
public sealed class ConfirmLoginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_account_takes_mail_after_its_first_login(bool confirm)
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.ConfirmLogin = confirm);
        await using var alice = await system.JoinAsync("alice");
        await system.Accounts.RegisterAsync("bobby", TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("bobby", "mistyped")));
        if (confirm)
            Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => SendAsync(system, alice)));
        else
            Assert.Equal(DeliveryStatus.Delivered, await SendAsync(system, alice));

        await using var bobby = await system.LoginAsync("bobby");
        Assert.Equal(DeliveryStatus.Delivered, await SendAsync(system, alice));
        Assert.Equal(confirm ? 1 : 2, (await system.ListAsync(bobby)).Count);
    }

    [Fact]
    public async Task A_submission_that_knows_the_key_all_the_same_is_rejected()
    {
        await using var system = await TestSystem.StartAsync();
        await using var alice = await system.JoinAsync("alice");
        await system.Accounts.RegisterAsync("bobby", TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);
        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = ["bobby"] }, Token);
        system.Options.Server.ConfirmLogin = true;
        Assert.Equal(DeliveryStatus.Rejected, Assert.Single((await system.Mailboxes.SendAsync(alice, plan, Token)).Recipients).Status);
    }

    [Fact]
    public async Task The_first_login_alone_writes_it_and_another_writer_at_that_moment_loses_nothing()
    {
        await using var system = await TestSystem.StartAsync();
        await system.Accounts.RegisterAsync("alice", TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);
        var account = (await system.Storage.Directory.FindAsync(MailAddress.Parse("alice@s-mail.test"), Token))!.Account;
        var first = system.Clock.GetUtcNow();
        var others = 0;
        system.Storage.Hooks.Before = async (call, _) =>
        {
            if (others > 0 || !call.Arguments.OfType<PartitionCommit>().Any(commit => commit.Writes.Any(write => write.Key.Kind == RowKind.Account)))
                return;
            others++;
            var stored = await FindAsync();
            var plan = RowCodec.Encode(RowCodec.Decode(stored.Row.Value, RowJson.Default.AccountRow) with { Plan = "Premium" }, RowJson.Default.AccountRow);
            await system.Storage.Inner.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), [new PutRow(stored.Row with { Value = plan }, Precondition.Version(stored.Version))]), Token);
        };
        await using (await system.LoginAsync("alice"))
            Assert.Equal(1, others);
        system.Storage.Hooks.Clear();
        system.Clock.Advance(TimeSpan.FromHours(1));
        await using (await system.LoginAsync("alice"))
        {
            var row = RowCodec.Decode((await FindAsync()).Row.Value, RowJson.Default.AccountRow);
            Assert.Equal(("Premium", first), (row.Plan, row.ConfirmedAt));
        }

        async Task<StoredRow> FindAsync() => (await system.Storage.Inner.Accounts.FindAsync(account, new RowKey(RowKind.Account, Guid.Empty), Token))!;
    }

    [Fact]
    public async Task An_account_of_before_there_was_such_a_row_takes_mail()
    {
        await using var system = await TestSystem.StartAsync(options => options.Server.ConfirmLogin = true);
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.Storage.Inner.Accounts.CommitAsync(
            bobby.Account, new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(new RowKey(RowKind.Account, Guid.Empty), Precondition.None)]), Token);
        Assert.Equal(DeliveryStatus.Delivered, await SendAsync(system, alice));
        await system.Administration.SetPlanAsync(bobby.Address, "Premium", Token);
        Assert.Equal(DeliveryStatus.Delivered, await SendAsync(system, alice));
        await using var again = await system.LoginAsync("bobby");
        Assert.Equal(2, (await system.ListAsync(again)).Count);
    }

    private static async Task<DeliveryStatus> SendAsync(TestSystem system, Sdk.Accounts.MailSession from) =>
        Assert.Single((await system.SendAsync(from, new ComposedMail { To = ["bobby"] })).Recipients).Status;
}
