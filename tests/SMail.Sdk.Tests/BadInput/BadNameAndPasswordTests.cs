using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.BadInput;

public sealed class BadNameAndPasswordTests(People people) : IClassFixture<People>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IAccountService Accounts => people.System.Accounts;

    public static TheoryData<string> Names() => [null!, "", " ", "a", "@", "@s-mail.test", "alice@", "a@b@s-mail.test", "al\0ice", "al\r\nice", "\ud800lice", "..", "alice@\ud800", new string('a', 10_000), $"{new string('a', 64)}@{new string('b', 300)}.test"];

    public static TheoryData<string> Passwords() => ["", "\0", "tab\there", "\ud800", new string('p', 10_000), new string('\u0308', 5000), "\u0378"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bad_name_is_refused_with_a_code_and_nothing_is_done(string name)
    {
        using var watch = new StorageWatch(people.System.Storage);
        await AssertNameErrorAsync(() => Accounts.ReserveAsync(name, cancellationToken: Token));
        await AssertNameErrorAsync(() => Accounts.RegisterAsync(name, "password".AsMemory(), "password".AsMemory(), Token));
        await AssertNameErrorAsync(() => Accounts.LoginAsync(name, "password".AsMemory(), Token), SMailError.LoginFailed);
        if (await Record.ExceptionAsync(async () => Assert.NotNull((await Accounts.CheckNameAsync(name, Token)).BrokenRule)) is { } fault)
            Assert.Equal(SMailError.InvalidAddress, Assert.IsType<SMailException>(fault).Code);
        // A login is counted, whatever the name.
        Assert.DoesNotContain(watch.Changes, change => change != "Accounts.Commit Limit");
    }

    [Theory]
    [MemberData(nameof(Passwords))]
    public async Task A_bad_password_is_refused_with_a_code_and_nothing_is_done(string password)
    {
        using var registration = await Accounts.ReserveAsync($"bad-password-{password.GetHashCode():x}", cancellationToken: Token);
        using var watch = new StorageWatch(people.System.Storage);
        var fault = await Assert.ThrowsAsync<SMailException>(() => Accounts.CompleteAsync(registration, password.AsMemory(), password.AsMemory(), Token));
        Assert.Equal(SMailError.InvalidPassword, fault.Code);
        Assert.True(password.Length < 2 || !fault.ToString().Contains(password, StringComparison.Ordinal));
        Assert.Equal(SMailError.InvalidPassword, await Assertions.ErrorOfAsync(() => Accounts.LoginAsync("alice", password.AsMemory(), Token)));
        Assert.Equal(SMailError.InvalidPassword, await Assertions.ErrorOfAsync(() => Accounts.LoginAsync("nobody-here", password.AsMemory(), Token)));
        Assert.Empty(watch.Changes);
    }

    [Fact]
    public async Task A_long_password_is_fine_up_to_its_limit()
    {
        var longest = new string('p', 1024);
        await using var session = await people.System.JoinAsync("long-password", longest);
        Assert.Equal(SMailError.InvalidPassword, await Assertions.ErrorOfAsync(() => people.System.LoginAsync("long-password", longest + "p")));
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => people.System.LoginAsync("long-password", longest[1..])));
    }

    private static async Task AssertNameErrorAsync(Func<Task> call, SMailError other = SMailError.InvalidUsername) =>
        Assert.Contains(await Assertions.ErrorOfAsync(call), new[] { SMailError.InvalidUsername, SMailError.InvalidAddress, other });
}
