using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Limits;

/// <summary>Mass mail: counted with the account, refused as a whole, and told when to try again.</summary>
public sealed class SendingLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_beyond_the_rate_are_refused_until_their_time_comes()
    {
        await using var system = await StartAsync(sending => sending.Messages = new LimitRate(3, TimeSpan.FromMinutes(1)));
        using var alice = await system.JoinAsync("alice");
        for (var i = 0; i < 3; i++)
            await SendAsync(system, alice, "alice");
        var refused = await Assert.ThrowsAsync<SMailException>(() => SendAsync(system, alice, "alice"));
        Assert.Equal((SMailError.TooManyMessages, TimeSpan.FromSeconds(20)), (refused.Code, refused.RetryAfter));
        Assert.Equal(3, (await system.ListAsync(alice, MailFolder.Sent)).Count);
        system.Clock.Advance(TimeSpan.FromSeconds(19));
        await Assert.ThrowsAsync<SMailException>(() => SendAsync(system, alice, "alice"));
        system.Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(system, alice, "alice");
    }

    [Fact]
    public async Task Each_recipient_counts_and_nothing_is_partly_sent()
    {
        await using var system = await StartAsync(sending => sending.Recipients = new LimitRate(4, TimeSpan.FromDays(1)));
        using var alice = await system.JoinAsync("alice");
        using var bobby = await system.JoinAsync("bobby");
        using var carol = await system.JoinAsync("carol");
        await SendAsync(system, alice, "bobby", "carol", "alice");
        var refused = await Assert.ThrowsAsync<SMailException>(() => SendAsync(system, alice, "bobby", "carol"));
        Assert.Equal((SMailError.TooManyMessages, TimeSpan.FromHours(6)), (refused.Code, refused.RetryAfter));
        Assert.Single(await system.ListAsync(bobby));
        Assert.Single(await system.ListAsync(alice, MailFolder.Sent));
        await SendAsync(system, alice, "bobby");
        // Counts are an account's own.
        await SendAsync(system, bobby, "alice", "carol", "bobby");
    }

    [Fact]
    public async Task A_new_account_may_less_and_grows_old()
    {
        await using var system = await StartAsync(sending =>
        {
            sending.NewAccountTime = TimeSpan.FromDays(3);
            sending.NewAccountRecipients = new LimitRate(1, TimeSpan.FromHours(1));
        });
        using var alice = await system.JoinAsync("alice");
        using var bobby = await system.JoinAsync("bobby");
        Assert.Equal(SMailError.TooManyRecipients, (await Assert.ThrowsAsync<SMailException>(() => SendAsync(system, alice, "alice", "bobby"))).Code);
        await SendAsync(system, alice, "bobby");
        system.Clock.Advance(TimeSpan.FromDays(3));
        using var later = await system.LoginAsync("alice");
        await SendAsync(system, later, "alice", "bobby");
    }

    [Fact]
    public async Task The_same_message_again_is_not_counted_again()
    {
        await using var system = await StartAsync(sending => sending.Messages = new LimitRate(1, TimeSpan.FromHours(1)));
        using var alice = await system.JoinAsync("alice");
        SubmitRequest? sent = null;
        system.Door.Hooks.Before = (call, _) =>
        {
            sent = call.Arguments is [SubmitRequest request] ? request : sent;
            return Task.CompletedTask;
        };
        await SendAsync(system, alice, "alice");
        Assert.Null((await system.Door.SubmitAsync(sent!, Token)).Error);
    }

    [Fact]
    public async Task Messages_at_the_same_time_are_all_counted()
    {
        await using var system = await StartAsync(sending => sending.Messages = new LimitRate(5, TimeSpan.FromHours(1)));
        using var alice = await system.JoinAsync("alice");
        var tries = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await SendAsync(system, alice, "alice");
                return true;
            }
            catch (SMailException e) when (e.Code == SMailError.TooManyMessages)
            {
                return false;
            }
        }));
        Assert.Equal(5, tries.Count(sent => sent));
        system.Clock.Advance(TimeSpan.FromHours(2));
        await system.Server.DeliverDueAsync(Token);
    }

    private static Task<TestSystem> StartAsync(Action<SendingLimits> configure) => TestSystem.StartAsync(options =>
    {
        options.Server.LoginTime = TimeSpan.FromDays(100);
        configure(options.Server.Sending);
    });

    private static Task<DeliveryReceipt> SendAsync(TestSystem system, MailSession from, params string[] to) => system.SendAsync(from, new ComposedMail { To = to, Text = "Hello" });
}
