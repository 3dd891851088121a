using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Sdk.Tests.Options;

public sealed class ServiceCollectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smail-services-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task All_services_are_there_and_are_parts_of_one_system()
    {
        await using var provider = new ServiceCollection().AddSMail(Configure).BuildServiceProvider(validateScopes: true);
        foreach (var type in new[] { typeof(IAccountService), typeof(IMailboxService), typeof(IKeyDerivation), typeof(IMailServer), typeof(SMailServer), typeof(SMailClient) })
            Assert.Same(provider.GetRequiredService(type), provider.GetRequiredService(type));
        Assert.Same(provider.GetRequiredService<SMailServer>().Door, provider.GetRequiredService<IMailServer>());
        Assert.Same(provider.GetRequiredService<SMailClient>().Accounts, provider.GetRequiredService<IAccountService>());

        var accounts = provider.GetRequiredService<IAccountService>();
        await accounts.RegisterAsync("alice", "password".AsMemory(), "password".AsMemory(), Token);
        await using var alice = await accounts.LoginAsync("alice", "password".AsMemory(), Token);
        var mailboxes = provider.GetRequiredService<IMailboxService>();
        await mailboxes.SendAsync(alice, new ComposedMail { To = ["alice"], Subject = "Hello" }, Token);
        Assert.Equal("Hello", (await mailboxes.ListAsync(alice, MailFolder.Inbox, Token).SingleAsync(Token)).Summary!.Subject);
    }

    [Fact]
    public async Task The_registered_clock_is_the_systems()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var provider = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSMail(Configure).BuildServiceProvider();
        using var registration = await provider.GetRequiredService<IAccountService>().ReserveAsync("alice", cancellationToken: Token);
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromMinutes(90), registration.ExpiresAt);
    }

    [Fact]
    public async Task A_clock_set_in_the_options_wins()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(40));
        await using var provider = new ServiceCollection().AddSingleton(TimeProvider.System).AddSMail(options =>
        {
            Configure(options);
            options.Clock = clock;
        }).BuildServiceProvider();
        using var registration = await provider.GetRequiredService<IAccountService>().ReserveAsync("alice", cancellationToken: Token);
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromMinutes(90), registration.ExpiresAt);
    }

    [Fact]
    public async Task Wrong_options_are_the_validations_fault()
    {
        await using var provider = new ServiceCollection().AddSMail(options => options.Realm = "test").BuildServiceProvider();
        foreach (var type in new[] { typeof(IAccountService), typeof(IMailboxService), typeof(IMailServer), typeof(IKeyDerivation) })
        {
            var fault = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService(type));
            Assert.Contains("SMailOptions.UseDomain", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_half_of_the_options_is_validated()
    {
        foreach (var (wrong, setting) in new (Action<SMailOptions>, string)[]
        {
            (options => options.Storage = null, "SMailOptions.UseInMemoryStorage"),
            (options => options.Mailbox.MaxRecipients = 0, "MailboxOptions.MaxRecipients"),
            (options => options.KeyDerivation.MinimumProfile = KdfParameters.Sensitive, "KeyDerivationOptions.MinimumProfile"),
        })
        {
            await using var provider = new ServiceCollection().AddSMail(options =>
            {
                Configure(options);
                wrong(options);
            }).BuildServiceProvider();
            Assert.Contains(setting, Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IMailServer>).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keyed_systems_stand_beside_each_other()
    {
        await using var provider = new ServiceCollection().AddKeyedSMail("one", Configure).AddKeyedSMail("two", Configure).BuildServiceProvider();
        var (one, two) = (provider.GetRequiredKeyedService<IAccountService>("one"), provider.GetRequiredKeyedService<IAccountService>("two"));
        using var registration = await one.ReserveAsync("alice", cancellationToken: Token);
        Assert.False((await one.CheckNameAsync("alice", Token)).IsAvailable);
        Assert.True((await two.CheckNameAsync("alice", Token)).IsAvailable);
    }

    private void Configure(SMailOptions options)
    {
        options.Realm = "test";
        options.UseDomain("example.org").UseInMemoryStorage().UseSecretsFile(Path.Combine(folder, "secrets.json"), createIfMissing: true);
        options.Server.Kdf = options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
    }
}
