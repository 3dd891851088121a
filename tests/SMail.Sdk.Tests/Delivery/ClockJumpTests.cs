using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Delivery;

/// <summary>What an application sees of a clock that jumps; what a store does is with the suites.</summary>
public sealed class ClockJumpTests : IAsyncLifetime
{
    private static readonly ComposedMail Mail = new() { To = ["bobby"], Subject = "Now" };
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        await using (await system.JoinAsync("alice"))
        await using (await system.JoinAsync("bobby")) { }
    }

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Before_the_keys_were_made_mail_is_refused_and_sent_when_the_clock_is_right_again()
    {
        Jump(-365);
        await using (var alice = await system.LoginAsync("alice"))
        {
            var plan = await system.Mailboxes.PlanAsync(alice, Mail, Token);
            Assert.Equal(RouteReason.UnusableCertificate, Assert.Single(plan.Recipients).Reason);
            Assert.Equal(SMailError.RecipientRefused, await Assertions.ErrorOfAsync(() => system.Mailboxes.SendAsync(alice, plan, Token)));
        }
        Jump(365);
        await using (var alice = await system.LoginAsync("alice"))
            await system.SendAsync(alice, Mail);
        await using var bobby = await system.LoginAsync("bobby");
        var item = Assert.Single(await system.ListAsync(bobby));
        using var opened = await system.OpenAsync(bobby, item.Entry);
        Assert.True(opened.Verdict.IsGood(), $"{opened.Verdict}");
    }

    [Fact]
    public async Task Mail_dated_in_the_future_is_bad_until_that_time_has_come()
    {
        system.Clock.Advance(TimeSpan.FromDays(400));
        await using (var alice = await system.LoginAsync("alice"))
            await system.SendAsync(alice, Mail);
        Jump(-365);
        Assert.Equal(MailVerdict.Bad, await VerdictAsync());
        Jump(365);
        Assert.True((await VerdictAsync()).IsGood());
    }

    [Theory]
    [InlineData(-365, null)]
    [InlineData(365, SMailError.SessionEnded)]
    public async Task A_jump_ends_logins_at_the_most(int days, SMailError? expected)
    {
        system.Clock.Advance(TimeSpan.FromDays(400));
        await using var alice = await system.LoginAsync("alice");
        Jump(days);
        var fault = await Record.ExceptionAsync(() => system.SendAsync(alice, Mail));
        Assert.Equal(expected, (fault as SMailException)?.Code);
        await using var again = await system.LoginAsync("alice");
        await system.SendAsync(again, Mail);
        await using var bobby = await system.LoginAsync("bobby");
        Assert.Equal(expected is null ? 2 : 1, (await system.ListAsync(bobby)).Count);
    }

    private async Task<MailVerdict> VerdictAsync()
    {
        await using var bobby = await system.LoginAsync("bobby");
        using var opened = await system.OpenAsync(bobby, Assert.Single(await system.ListAsync(bobby)).Entry);
        return opened.Verdict;
    }

    private void Jump(int days) => system.Clock.AdjustTime(system.Clock.GetUtcNow().AddDays(days));
}
