using SMail.Sdk.Accounts;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.Accounts;

/// <summary>A registration that breaks off somewhere, and goes on.</summary>
public sealed class CompletionTests(People people) : IClassFixture<People>, IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestSystem System => people.System;

    public void Dispose()
    {
        System.Door.Hooks.Clear();
        System.Storage.Hooks.Clear();
    }

    [Fact]
    public async Task An_answer_lost_at_reserving_is_given_again()
    {
        Reservation? lost = null;
        System.Door.Hooks.After = (_, answer) =>
        {
            if (answer is not Answer<Reservation> reservation)
                return Task.CompletedTask;
            lost = reservation.Value;
            throw new IOException("The connection broke.");
        };
        var token = ReservationToken.Generate();
        await Assert.ThrowsAsync<IOException>(() => System.Accounts.ReserveAsync("lost-answer", token, Token));
        System.Door.Hooks.Clear();
        using var registration = await System.Accounts.ReserveAsync("lost-answer", token, Token);
        Assert.Equal(lost!.Account, registration.Reservation.Account);
        Assert.Equal(lost.ExpiresAt, registration.ExpiresAt);
        await CompleteAsync(registration);
        await using var session = await System.LoginAsync("lost-answer");
    }

    [Fact]
    public async Task An_answer_lost_at_completing_is_given_again()
    {
        using var registration = await System.Accounts.ReserveAsync("lost-done", cancellationToken: Token);
        System.Door.Hooks.FailAfter(call => call.Name == nameof(CompleteRegistrationRequest), () => new IOException("The connection broke."));
        await Assert.ThrowsAsync<IOException>(() => CompleteAsync(registration));
        System.Door.Hooks.Clear();
        await CompleteAsync(registration);
        await CompleteAsync(registration);
        // Even when the reservation would long have lapsed.
        System.Clock.Advance(TimeSpan.FromDays(1));
        await CompleteAsync(registration);
        await using var session = await System.LoginAsync("lost-done");
    }

    [Theory]
    [InlineData("Directory.Swap", false)]
    [InlineData("Directory.Swap", true)]
    [InlineData("Accounts.Commit", false)]
    [InlineData("Accounts.Commit", true)]
    [InlineData("Directory.Find", false)]
    public async Task A_storage_that_fails_at_any_step_lets_the_next_attempt_go_on(string step, bool isDone)
    {
        var name = $"step-{step.ToLowerInvariant()}-{(isDone ? "done" : "not")}";
        using var registration = await System.Accounts.ReserveAsync(name, cancellationToken: Token);
        if (isDone)
            System.Storage.Hooks.FailAfter(call => call.Name == step, Unavailable);
        else
            System.Storage.Hooks.FailBefore(call => call.Name == step, Unavailable);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
        System.Storage.Hooks.Clear();
        if (step != "Directory.Swap" || !isDone)
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync(name)));
        await CompleteAsync(registration);
        await using var session = await System.LoginAsync(name);
        await System.SendAsync(session, new Sdk.Mailboxes.ComposedMail { To = [name] });
        Assert.Single(await System.ListAsync(session));
    }

    [Fact]
    public async Task What_broke_off_between_the_two_steps_lapses_like_any_reservation()
    {
        using var registration = await System.Accounts.ReserveAsync("broken-off", cancellationToken: Token);
        System.Storage.Hooks.FailBefore(call => call.Name == "Directory.Swap", Unavailable);
        Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
        System.Storage.Hooks.Clear();
        Assert.False((await System.Accounts.CheckNameAsync("broken-off", Token)).IsAvailable);
        System.Clock.SetUtcNow(registration.ExpiresAt);
        Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync("broken-off")));
        await using var other = await System.JoinAsync("broken-off", "somebody else's");
        Assert.NotEqual(registration.Reservation.Account, other.Account);
    }

    [Fact]
    public async Task Whoever_lost_his_keys_when_it_broke_off_starts_again_with_his_token()
    {
        var token = ReservationToken.Generate();
        using (var registration = await System.Accounts.ReserveAsync("start-again", token, Token))
        {
            System.Storage.Hooks.FailBefore(call => call.Name == "Directory.Swap", Unavailable);
            Assert.Equal(SMailError.ServerUnavailable, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
            System.Storage.Hooks.Clear();
            System.Clock.Advance(TimeSpan.FromMinutes(80));
        }

        using var again = await System.Accounts.ReserveAsync("start-again", token, Token);
        // Not a minute is won by it.
        Assert.Equal(System.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), again.ExpiresAt);
        await CompleteAsync(again, "another one");
        await using var session = await System.LoginAsync("start-again", "another one");
    }

    [Fact]
    public async Task Completing_again_with_another_password_or_key_changes_nothing()
    {
        var token = ReservationToken.Generate();
        using var registration = await System.Accounts.ReserveAsync("completed", token, Token);
        using var forgetful = await System.Accounts.ReserveAsync("completed", token, Token);
        await CompleteAsync(registration);
        using var watch = new StorageWatch(System.Storage);
        Assert.Equal(SMailError.AlreadyRegistered, await Assertions.ErrorOfAsync(() => CompleteAsync(registration, "another one")));
        // The same password, but a client that has forgotten the keys it made.
        Assert.Equal(SMailError.AlreadyRegistered, await Assertions.ErrorOfAsync(() => CompleteAsync(forgetful)));
        Assert.Empty(watch.Changes);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => System.LoginAsync("completed", "another one")));
        await using var session = await System.LoginAsync("completed");
    }

    [Fact]
    public async Task Two_passwords_that_differ_are_refused_before_anything_is_done()
    {
        using var registration = await System.Accounts.ReserveAsync("mismatch", cancellationToken: Token);
        System.Door.Hooks.FailBefore(_ => true, () => new InvalidOperationException("Nothing may cross."));
        foreach (var confirmation in new[] { "", "PASSWORD", "password ", "passwort" })
            Assert.Equal(SMailError.PasswordMismatch, await Assertions.ErrorOfAsync(() => System.Accounts.CompleteAsync(registration, "password".AsMemory(), confirmation.AsMemory(), Token)));
        System.Door.Hooks.Clear();
        await CompleteAsync(registration);
    }

    [Fact]
    public async Task An_attempt_that_was_cancelled_spoils_no_later_one()
    {
        using var registration = await System.Accounts.ReserveAsync("cancelled", cancellationToken: Token);
        System.Door.Hooks.FailBefore(call => call.Name == nameof(CompleteRegistrationRequest), () => new IOException("The connection broke."));
        await Assert.ThrowsAsync<IOException>(() => CompleteAsync(registration, "first"));
        System.Door.Hooks.Clear();
        // The second password replaces what was prepared with the first; the token ends it anywhere on the way.
        for (var i = 0; i < 5; i++)
        {
            using var cancel = new CancellationTokenSource();
            var attempt = System.Accounts.CompleteAsync(registration, "second".AsMemory(), "second".AsMemory(), cancel.Token);
            await Task.Delay(i * 8, Token);
            await cancel.CancelAsync();
            if (await Record.ExceptionAsync(() => attempt) is { } fault)
                Assert.IsType<OperationCanceledException>(fault, exactMatch: false);
            else
                break;
        }

        await CompleteAsync(registration, "second");
        await using var session = await System.LoginAsync("cancelled", "second");
    }

    [Fact]
    public async Task A_disposed_or_missing_registration_is_refused()
    {
        var registration = await System.Accounts.ReserveAsync("disposed", cancellationToken: Token);
        registration.Dispose();
        registration.Dispose();
        Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(registration)));
        Assert.Equal(SMailError.ReservationLapsed, await Assertions.ErrorOfAsync(() => CompleteAsync(null!)));
    }

    private Task CompleteAsync(PendingRegistration registration, string password = TestSystem.Password) =>
        System.Accounts.CompleteAsync(registration, password.AsMemory(), password.AsMemory(), Token);

    private static StorageException Unavailable() => new(StorageError.Unavailable, "The storage is away.");
}
