using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using static SMail.Sdk.Tests.Administration.Names;

namespace SMail.Sdk.Tests.Administration;

/// <summary>Many addresses for one account: mail to each arrives sealed, and none of them logs in.</summary>
public sealed class AliasTests : IAsyncLifetime
{
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options => options.UseDomain("second.test"));

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Theory]
    [InlineData("info@s-mail.test", 10)]
    [InlineData("postmaster@second.test", 200_000)]
    public async Task Mail_to_an_alias_arrives_sealed_and_the_plan_shows_whose_it_is(string alias, int size)
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.Administration.AddAliasAsync(At(alias), At("bobby"), Token);

        var plan = await system.Mailboxes.PlanAsync(alice, new ComposedMail { To = [alias], Subject = "Alias", Text = new string('x', size) }, Token);
        var planned = Assert.Single(plan.Recipients);
        Assert.Equal((DeliveryRoute.Sealed, RouteReason.HasCertificate, At("bobby")), (planned.Route, planned.Reason, planned.AliasOf));
        var receipt = await system.Mailboxes.SendAsync(alice, plan, Token);
        Assert.Equal((At(alias), DeliveryStatus.Delivered), (receipt.Recipients[0].Recipient, receipt.Recipients[0].Status));

        var item = Assert.Single(await system.ListAsync(bobby));
        Assert.Equal(MailVerdict.FirstSeen, item.Verdict);
        using var opened = await system.OpenAsync(bobby, item.Entry);
        Assert.Equal(MailVerdict.FirstSeen, opened.Verdict);
        Assert.Equal([alias], opened.Summary!.To);
    }

    [Fact]
    public async Task The_plan_of_an_own_address_names_no_other() => Assert.Null((await PlanAsync("alice")).AliasOf);

    [Theory]
    [InlineData(0)]
    [InlineData(200_000)]
    public async Task Who_is_written_to_under_several_names_has_the_message_once(int size)
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        foreach (var alias in new[] { "one", "two", "three" })
            await system.Administration.AddAliasAsync(At(alias), At("bobby"), Token);
        var receipt = await system.SendAsync(alice, new ComposedMail { To = ["bobby", "one"], Cc = ["two"], Bcc = ["three"], Subject = "Once", Text = new string('x', size) });
        Assert.Equal(4, receipt.Recipients.Count);
        Assert.All(receipt.Recipients, state => Assert.Equal(DeliveryStatus.Delivered, state.Status));
        var item = Assert.Single(await system.ListAsync(bobby));
        Assert.NotEmpty(await system.ReadAsync(bobby, item.Entry));

        // Nothing holds a body that nobody can list.
        foreach (var (session, folder) in new[] { (bobby, MailFolder.Inbox), (alice, MailFolder.Sent) })
            await system.Mailboxes.DeleteAsync(session, Assert.Single(await system.ListAsync(session, folder)).Entry, Token);
        await system.Server.DeliverDueAsync(Token);
        system.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(0, await system.Server.SweepAsync(Token));
        Assert.Empty(system.BlobsLeft());
    }

    [Fact]
    public async Task One_writes_to_oneself_by_an_alias()
    {
        await using var alice = await system.JoinAsync("alice");
        await system.Administration.AddAliasAsync(At("me"), At("alice"), Token);
        await system.SendAsync(alice, new ComposedMail { To = ["me"], Subject = "Note", Text = "To myself" });
        Assert.Equal(MailVerdict.Verified, Assert.Single(await system.ListAsync(alice)).Verdict);
    }

    [Fact]
    public async Task An_alias_does_not_log_in_and_takes_no_registration()
    {
        await using var bobby = await system.JoinAsync("bobby");
        await system.Administration.AddAliasAsync(At("robert"), At("bobby"), Token);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("robert")));
        Assert.False((await system.Accounts.CheckNameAsync("robert", Token)).IsAvailable);
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => system.JoinAsync("robert")));
        await system.Administration.RemoveAliasAsync(At("robert"), Token);
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => system.JoinAsync("robert")));
    }

    [Fact]
    public async Task An_alias_that_was_taken_away_takes_no_mail_and_may_come_back_to_its_account_alone()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.Administration.AddAliasAsync(At("info"), At("bobby"), Token);
        await system.Administration.RemoveAliasAsync(At("info"), Token);
        await system.Administration.RemoveAliasAsync(At("info"), Token);
        Assert.Equal(RouteReason.NoSuchMailbox, (await PlanAsync("info", alice)).Reason);
        Assert.Empty((await system.Administration.GetAsync(At("bobby"), Token)).Aliases);
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => system.Administration.AddAliasAsync(At("info"), At("alice"), Token)));
        await system.Administration.AddAliasAsync(At("info"), At("bobby"), Token);
        Assert.Equal(DeliveryRoute.Sealed, (await PlanAsync("info", alice)).Route);
    }

    [Fact]
    public async Task Adding_an_alias_again_changes_nothing()
    {
        await using var bobby = await system.JoinAsync("bobby");
        await system.Administration.AddAliasAsync(At("info"), At("bobby"), Token);
        using var watch = new StorageWatch(system.Storage);
        await system.Administration.AddAliasAsync(At("INFO"), At("bobby"), Token);
        Assert.Empty(watch.Changes);
        Assert.Equal([At("info")], (await system.Administration.GetAsync(At("bobby"), Token)).Aliases);
    }

    [Fact]
    public async Task What_is_no_free_name_or_no_account_is_refused()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await system.Administration.AddAliasAsync(At("info"), At("bobby"), Token);
        using var reserved = await system.Accounts.ReserveAsync("reserved-one", cancellationToken: Token);
        var admin = system.Administration;
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("alice"), At("bobby"), Token)));
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("bobby"), At("bobby"), Token)));
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("info"), At("alice"), Token)));
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("reserved-one"), At("bobby"), Token)));
        Assert.Equal(SMailError.InvalidAddress, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("info@outside.example"), At("bobby"), Token)));
        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("sales"), At("info"), Token)));
        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => admin.AddAliasAsync(At("sales"), At("nobody"), Token)));
        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => admin.RemoveAliasAsync(At("bobby"), Token)));
        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => admin.RemoveAliasAsync(At("nobody"), Token)));
        // A reservation that lapsed is free.
        system.Clock.Advance(TimeSpan.FromHours(2));
        await admin.AddAliasAsync(At("reserved-one"), At("bobby"), Token);
    }

    [Fact]
    public async Task A_directory_that_calls_an_address_an_alias_of_a_key_that_is_not_its_own_gets_nothing()
    {
        await using var alice = await system.JoinAsync("alice");
        await using var bobby = await system.JoinAsync("bobby");
        await using var carol = await system.JoinAsync("carol");
        var stolen = (await system.Server.Door.LookUpAsync(new LookUpRequest([At("carol")]) { Token = alice.Token }, Token)).Value!.Entries[0].Certificates;
        foreach (var target in new[] { null, At("bobby"), At("carol@outside.example") })
        {
            system.Door.Hooks.ChangeAnswers<Answer<DirectoryAnswer>>(answer => answer with { Value = new DirectoryAnswer([new DirectoryEntry(At("bobby"), stolen) { AliasOf = target }]) });
            Assert.Equal((DeliveryRoute.Refused, RouteReason.UnusableCertificate), await RouteAsync("bobby", alice));
        }
    }

    private async Task<(DeliveryRoute, RouteReason)> RouteAsync(string to, SMail.Sdk.Accounts.MailSession from)
    {
        var planned = await PlanAsync(to, from);
        return (planned.Route, planned.Reason);
    }

    private async Task<PlannedRecipient> PlanAsync(string to, SMail.Sdk.Accounts.MailSession? from = null)
    {
        from ??= await system.JoinAsync("alice");
        return Assert.Single((await system.Mailboxes.PlanAsync(from, new ComposedMail { To = [to], Text = "x" }, Token)).Recipients);
    }
}
