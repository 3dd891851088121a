using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class FileDeviceTokensTests : IDisposable
{
    private static readonly MailAddress Alice = MailAddress.Parse("Alice@s-mail.test");
    private readonly string folder = Directory.CreateTempSubdirectory("smail-tokens-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder, "made", "tokens.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_keeps_the_last_token_of_each_address_through_a_restart()
    {
        var (first, last, other) = (DeviceToken.Generate(), DeviceToken.Generate(), DeviceToken.Generate());
        using (var tokens = new FileDeviceTokens(File))
        {
            Assert.Null(await tokens.FindAsync(Alice, Token));
            foreach (var token in new[] { first, last, new DeviceToken("none"), new DeviceToken(new string('x', 1000)) })
                await tokens.KeepAsync(Alice, token, Token);
            await tokens.KeepAsync(MailAddress.Parse("bobby@s-mail.test"), other, Token);
        }

        using var again = new FileDeviceTokens(File);
        Assert.Equal(last, await again.FindAsync(MailAddress.Parse("alice@s-mail.test"), Token));
        Assert.Equal(other, await again.FindAsync(MailAddress.Parse("bobby@s-mail.test"), Token));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"alice@s-mail.test":null}""")]
    [InlineData("""{"alice@s-mail.test":"short"}""")]
    public async Task A_damaged_file_is_not_taken_for_an_empty_one(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, content, Token);
        using var tokens = new FileDeviceTokens(File);
        Assert.Equal(SMailError.InvalidOptions, await Assertions.ErrorOfAsync(async () => await tokens.FindAsync(Alice, Token)));
        Assert.Equal(SMailError.InvalidOptions, await Assertions.ErrorOfAsync(async () => await tokens.KeepAsync(Alice, DeviceToken.Generate(), Token)));
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File, Token));
    }

    // A program that was started anew is still a known device: strangers' guesses do not lock it out.
    [Fact]
    public async Task A_device_stays_known_after_a_restart()
    {
        await using var system = await TestSystem.StartAsync();
        using (var before = new FileDeviceTokens(File))
        {
            system.Options.DeviceTokens = before;
            var client = new SMailClient(system.Door, system.Options);
            await client.Accounts.RegisterAsync("alice", TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);
            await using var session = await client.Accounts.LoginAsync("alice", TestSystem.Password.AsMemory(), Token);
        }

        system.Options.DeviceTokens = null;
        var stranger = new SMailClient(system.Door, system.Options);
        for (var i = 0; i < system.Options.Server.Limits.LockoutAfter; i++)
            Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => stranger.Accounts.LoginAsync("alice", "guess".AsMemory(), Token)));
        Assert.Equal(SMailError.TooManyAttempts, await Assertions.ErrorOfAsync(() => stranger.Accounts.LoginAsync("alice", TestSystem.Password.AsMemory(), Token)));
        using var after = new FileDeviceTokens(File);
        system.Options.DeviceTokens = after;
        await using var known = await new SMailClient(system.Door, system.Options).Accounts.LoginAsync("alice", TestSystem.Password.AsMemory(), Token);
    }
}
