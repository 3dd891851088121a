using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class ReservationTests(People people) : IClassFixture<People>
{
    private static readonly TimeSpan Lapse = TimeSpan.FromMinutes(90);
    private int names;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestSystem System => people.System;

    [Property(MaxTest = 300)]
    public Property It_lapses_at_90_minutes_and_not_before() => Prop.ForAll(Offsets().ToArbitrary(), async offset =>
    {
        var (name, token) = ($"name{++names}-{offset.Ticks:x}", ReservationToken.Generate());
        using var mine = await System.Accounts.ReserveAsync(name, token, Token);
        Assert.Equal(System.Clock.GetUtcNow() + Lapse, mine.ExpiresAt);
        System.Clock.Advance(offset);
        var isFree = (await System.Accounts.CheckNameAsync(name, Token)).IsAvailable;
        Assert.Equal(offset >= Lapse, isFree);
        if (isFree)
        {
            using var theirs = await System.Accounts.ReserveAsync(name, cancellationToken: Token);
            Assert.NotEqual(mine.Reservation.Account, theirs.Reservation.Account);
            Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => System.Accounts.ReserveAsync(name, token, Token)));
        }
        else
        {
            Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => System.Accounts.ReserveAsync(name, cancellationToken: Token)));
            using var again = await System.Accounts.ReserveAsync(name, token, Token);
            Assert.Equal((mine.Reservation.Account, mine.ExpiresAt), (again.Reservation.Account, again.ExpiresAt));
        }
    });

    [Fact]
    public async Task It_may_be_completed_up_to_its_last_moment()
    {
        using var registration = await System.Accounts.ReserveAsync("last-moment", cancellationToken: Token);
        System.Clock.SetUtcNow(registration.ExpiresAt - TimeSpan.FromTicks(1));
        await CompleteAsync(registration);
        await using var session = await System.LoginAsync("last-moment");
    }

    [Fact]
    public async Task Once_lapsed_it_can_not_be_completed_and_the_name_is_the_next_ones()
    {
        using var late = await System.Accounts.ReserveAsync("late-comer", cancellationToken: Token);
        System.Clock.SetUtcNow(late.ExpiresAt);
        using (var watch = new StorageWatch(System.Storage))
        {
            Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(late)));
            Assert.Empty(watch.Changes);
        }

        await using var other = await System.JoinAsync("late-comer", "the other one's");
        Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(late)));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync("late-comer")));
        await using var again = await System.LoginAsync("late-comer", "the other one's");
    }

    [Fact]
    public async Task A_lapsed_reservation_is_not_prolonged_by_its_token()
    {
        var token = ReservationToken.Generate();
        using var first = await System.Accounts.ReserveAsync("prolonged", token, Token);
        System.Clock.SetUtcNow(first.ExpiresAt);
        using var second = await System.Accounts.ReserveAsync("prolonged", token, Token);
        Assert.NotEqual(first.Reservation.Account, second.Reservation.Account);
        Assert.Equal(System.Clock.GetUtcNow() + Lapse, second.ExpiresAt);
        // What was made for the first account id does not fit the second.
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() => CompleteAsync(first)));
        await CompleteAsync(second);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData("Alice@S-Mail.TEST")]
    public async Task Names_that_differ_in_case_are_one(string name)
    {
        Assert.False((await System.Accounts.CheckNameAsync(name, Token)).IsAvailable);
        Assert.Equal(SMailError.NameTaken, await Assertions.ErrorOfAsync(() => System.Accounts.ReserveAsync(name, cancellationToken: Token)));
        await using var session = await System.LoginAsync(name);
        Assert.Equal(people.Alice.Address, session.Address);
    }

    [Theory]
    [InlineData("abc", UsernameRule.TooShort)]
    [InlineData("postmaster", UsernameRule.Reserved)]
    [InlineData("al ice", UsernameRule.Space)]
    public async Task A_check_says_which_rule_is_broken(string name, UsernameRule rule)
    {
        Assert.Equal(rule, (await System.Accounts.CheckNameAsync(name, Token)).BrokenRule);
        Assert.Equal(SMailError.InvalidUsername, await Assertions.ErrorOfAsync(() => System.Accounts.ReserveAsync(name, cancellationToken: Token)));
    }

    [Theory]
    [InlineData("alice@elsewhere.example")]
    [InlineData("alice@")]
    [InlineData("alice@s-mail.test.")]
    public async Task A_name_under_another_domain_is_refused_or_ours(string name)
    {
        try
        {
            using var made = await System.Accounts.ReserveAsync(name, cancellationToken: Token);
            Assert.Fail($"{made.Address} was reserved.");
        }
        catch (SMailException e)
        {
            // A final dot is the same domain, so that name is taken.
            Assert.Equal(name.EndsWith("test.", StringComparison.Ordinal) ? SMailError.NameTaken : SMailError.InvalidAddress, e.Code);
        }
    }

    [Fact]
    public async Task Of_many_who_want_a_name_at_once_one_gets_it()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await System.Accounts.ReserveAsync("wanted", cancellationToken: Token)).Reservation.Account;
            }
            catch (SMailException e) when (e.Code == SMailError.NameTaken)
            {
                return (AccountId?)null;
            }
        }, Token)));
        Assert.Single(results, account => account is not null);
    }

    [Fact]
    public void A_user_name_can_not_be_changed()
    {
        Assert.DoesNotContain(typeof(MailSession).GetProperties(), property => property.CanWrite);
        // No call of an account that is logged in is about its name.
        Assert.DoesNotContain(typeof(IAccountService).GetMethods(), method =>
            method.GetParameters().Select(parameter => parameter.ParameterType).ToList() is var types && types.Contains(typeof(MailSession)) && (types.Contains(typeof(string)) || types.Contains(typeof(MailAddress))));
    }

    private Task CompleteAsync(PendingRegistration registration) =>
        System.Accounts.CompleteAsync(registration, TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);

    private static Gen<TimeSpan> Offsets() => Gen.OneOf(
        Gen.Choose(-20, 20).Select(ticks => Lapse + TimeSpan.FromTicks(ticks)),
        Gen.Choose(-5000, 5000).Select(milliseconds => Lapse + TimeSpan.FromMilliseconds(milliseconds)),
        Gen.Choose(0, 3 * 90 * 60).Select(seconds => TimeSpan.FromSeconds(seconds)));
}
