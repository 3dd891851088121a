using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using static SMail.Sdk.Tests.Administration.Names;

namespace SMail.Sdk.Tests.Administration;

/// <summary>One mailbox takes what nobody of its domain ever had.</summary>
public sealed class CatchAllTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_mail_to_what_nobody_had_and_the_plan_says_so()
    {
        await using var system = await StartAsync("office@s-mail.test");
        await using var alice = await system.JoinAsync("alice");
        await using var office = await system.JoinAsync("office");
        var planned = await PlanAsync(system, alice, "no-such-name");
        Assert.Equal((DeliveryRoute.Sealed, At("office")), (planned.Route, planned.AliasOf));
        await system.SendAsync(alice, new ComposedMail { To = ["no-such-name"], Subject = "Caught", Text = "x" });
        Assert.Equal(MailVerdict.FirstSeen, Assert.Single(await system.ListAsync(office)).Verdict);
        // Only of its own domain.
        Assert.Equal(RouteReason.NoSuchMailbox, (await PlanAsync(system, alice, "no-such-name@second.test")).Reason);
    }

    [Fact]
    public async Task A_name_that_is_or_was_somebodys_is_not_caught()
    {
        await using var system = await StartAsync("office@s-mail.test");
        await using var alice = await system.JoinAsync("alice");
        await using var office = await system.JoinAsync("office");
        await using var bobby = await system.JoinAsync("bobby");
        await using var gone = await system.JoinAsync("gone");
        using var reserved = await system.Accounts.ReserveAsync("reserved-one", cancellationToken: Token);
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        await system.Administration.DeleteAsync(At("gone"), Token);
        foreach (var name in new[] { "bobby", "gone", "reserved-one" })
            Assert.Equal(RouteReason.NoSuchMailbox, (await PlanAsync(system, alice, name)).Reason);
        system.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(At("office"), (await PlanAsync(system, alice, "reserved-one")).AliasOf);
        // What is caught is still free.
        await using var late = await system.JoinAsync("reserved-one");
        Assert.Null((await PlanAsync(system, alice, "reserved-one")).AliasOf);
    }

    [Fact]
    public async Task It_may_be_an_alias_itself_and_may_be_missing()
    {
        await using var system = await StartAsync("office@s-mail.test");
        await using var alice = await system.JoinAsync("alice");
        Assert.Equal(RouteReason.NoSuchMailbox, (await PlanAsync(system, alice, "no-such-name")).Reason);
        Assert.Equal(RouteReason.NoSuchMailbox, (await PlanAsync(system, alice, "office")).Reason);
        await system.Administration.AddAliasAsync(At("office"), At("alice"), Token);
        Assert.Equal(At("alice"), (await PlanAsync(system, alice, "no-such-name")).AliasOf);
    }

    [Theory]
    [InlineData("elsewhere.example", "office@s-mail.test")]
    [InlineData("no domain", "office@s-mail.test")]
    [InlineData("s-mail.test", "office@elsewhere.example")]
    [InlineData("s-mail.test", "office")]
    public async Task What_is_not_hosted_here_is_refused_at_the_start(string domain, string target) =>
        Assert.Equal(SMailError.InvalidOptions, await Assertions.ErrorOfAsync(() => TestSystem.StartAsync(options => options.Server.CatchAll[domain] = target)));

    private static Task<TestSystem> StartAsync(string target) => TestSystem.StartAsync(options =>
    {
        options.UseDomain("second.test");
        options.Server.CatchAll["S-Mail.test"] = target;
    });

    private static async Task<PlannedRecipient> PlanAsync(TestSystem system, SMail.Sdk.Accounts.MailSession from, string to) =>
        Assert.Single((await system.Mailboxes.PlanAsync(from, new ComposedMail { To = [to], Text = "x" }, Token)).Recipients);
}
