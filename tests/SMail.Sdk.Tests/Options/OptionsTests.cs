using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Sdk.Tests.Options;

/// <summary>Each wrong option stops the start, with a message that says which one it is.</summary>
public sealed class OptionsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smail-options-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Settings() => [.. Wrong.Keys];

    private static readonly Dictionary<string, Action<SMailOptions>> Wrong = new()
    {
        ["SMailOptions.Realm"] = options => options.Realm = "",
        ["SMailOptions.Realm "] = options => options.Realm = " ",
        ["SMailOptions.Realm  "] = options => options.Realm = new string('r', 256),
        ["SMailOptions.Clock"] = options => options.Clock = null!,
        ["SMailOptions.LoggerFactory"] = options => options.LoggerFactory = null!,
        ["SMailOptions.UseDomain"] = options => options.Domains.Clear(),
        ["SMailOptions.Domains"] = options => options.UseDomain("no domain"),
        ["SMailOptions.Domains "] = options => options.UseDomain("EXAMPLE.org."),
        ["SMailOptions.Domains  "] = options => options.UseDomain(null!),
        ["SMailOptions.UseInMemoryStorage"] = options => options.Storage = null,
        ["SMailOptions.Storage"] = options => options.Storage = _ => null!,
        ["SMailOptions.UseSecretsFile"] = options => options.Secrets = null,
        ["ServerOptions.ReservationTime"] = options => options.Server.ReservationTime = TimeSpan.Zero,
        ["ServerOptions.LoginTime"] = options => options.Server.LoginTime = TimeSpan.FromTicks(-1),
        ["ServerOptions.UploadTime"] = options => options.Server.UploadTime = TimeSpan.Zero,
        ["ServerOptions.RequestTime"] = options => options.Server.RequestTime = TimeSpan.Zero,
        ["ServerOptions.RequestTime "] = options => options.Server.RequestTime = TimeSpan.FromDays(2),
        ["ServerOptions.DeliveryLease"] = options => options.Server.DeliveryLease = TimeSpan.Zero,
        ["ServerOptions.DeliveryLease "] = options => options.Server.DeliveryLease = TimeSpan.FromDays(60),
        ["ServerOptions.DeliveryTime"] = options => options.Server.DeliveryTime = TimeSpan.Zero,
        ["ServerOptions.DeliveryTime "] = options => options.Server.DeliveryTime = TimeSpan.MaxValue,
        ["ServerOptions.MaxMessageBytes"] = options => options.Server.MaxMessageBytes = 0,
        ["ServerOptions.MaxMessageBytes "] = options => options.Server.MaxMessageBytes = long.MaxValue,
        ["ServerOptions.MaxRecipients"] = options => options.Server.MaxRecipients = 0,
        ["ServerOptions.InlineBodyBytes"] = options => options.Server.InlineBodyBytes = -1,
        ["ServerOptions.InlineBodyBytes "] = options => options.Server.InlineBodyBytes = (512 * 1024) + 1,
        ["ServerOptions.Kdf"] = options => options.Server.Kdf = null!,
        ["ServerOptions.Kdf "] = options => options.Server.Kdf = KdfParameters.Constrained with { Passes = 1 },
        ["ServerOptions.Kdf  "] = options => options.Server.Kdf = KdfParameters.Interactive with { Lanes = 2 },
        ["ServerOptions.Kdf   "] = options => options.Server.Kdf = KdfParameters.Sensitive with { MemoryKiB = 2 << 20 },
        ["ServerOptions.Kdf    "] = options => options.Server.Kdf = KdfParameters.Interactive with { Algorithm = 0 },
        ["ServerOptions.LoginAnswerStep"] = options => options.Server.LoginAnswerStep = TimeSpan.FromTicks(-1),
        ["ServerOptions.LoginAnswerStep "] = options => options.Server.LoginAnswerStep = TimeSpan.FromMinutes(1),
        ["LimitOptions"] = options => options.Server.Limits.LoginPerAddress = new LimitRate(0, TimeSpan.FromMinutes(1)),
        ["LimitOptions "] = options => options.Server.Limits.ReservationPerSource = new LimitRate(1, TimeSpan.Zero),
        ["LimitOptions.LockoutAfter"] = options => options.Server.Limits.LockoutAfter = 0,
        ["LimitOptions.FirstLockout"] = options => options.Server.Limits.FirstLockout = TimeSpan.Zero,
        ["LimitOptions.LongestLockout"] = options => options.Server.Limits.LongestLockout = TimeSpan.FromDays(31),
        ["LimitOptions.FailureMemory"] = options => options.Server.Limits.FailureMemory = TimeSpan.Zero,
        ["LimitOptions.FirstLockout "] = options => options.Server.Limits.FirstLockout = TimeSpan.FromHours(2),
        ["LimitOptions.DeviceTime"] = options => options.Server.Limits.DeviceTime = TimeSpan.Zero,
        ["LimitOptions  "] = options => options.Server.Limits.ResetPerAddress = new LimitRate(0, TimeSpan.FromMinutes(1)),
        ["LimitOptions   "] = options => options.Server.Limits.RecoveryPerAddress = new LimitRate(1, TimeSpan.FromDays(31)),
        ["SendingLimits"] = options => options.Server.Sending.Messages = new LimitRate(0, TimeSpan.FromMinutes(1)),
        ["SendingLimits "] = options => options.Server.Sending.NewAccountRecipients = new LimitRate(1, TimeSpan.Zero),
        ["SendingLimits.NewAccountTime"] = options => options.Server.Sending.NewAccountTime = TimeSpan.FromTicks(-1),
        ["DeliveryOptions.FirstRetry"] = options => options.Server.Delivery.FirstRetry = TimeSpan.Zero,
        ["DeliveryOptions.LongestRetry"] = options => options.Server.Delivery.LongestRetry = TimeSpan.FromDays(31),
        ["DeliveryOptions.LongestRetry "] = options => options.Server.Delivery.LongestRetry = TimeSpan.FromSeconds(59),
        ["DeliveryOptions.DelayWarning"] = options => options.Server.Delivery.DelayWarning = TimeSpan.Zero,
        ["DeliveryOptions.MaxAtOnce"] = options => options.Server.Delivery.MaxAtOnce = 0,
        ["DeliveryOptions.MaxPerDestination"] = options => options.Server.Delivery.MaxPerDestination = 0,
        ["DeliveryOptions.DeadLetterTime"] = options => options.Server.Delivery.DeadLetterTime = TimeSpan.FromTicks(-1),
        ["InboundOptions.ClaimedLocal"] = options => options.Server.Inbound.ClaimedLocal = (ClaimedLocalMail)7,
        ["InboundOptions.HostName"] = options => options.Server.Inbound.HostName = "no host",
        ["InboundOptions.MaxAtOnce"] = options => options.Server.Inbound.MaxAtOnce = 0,
        ["InboundOptions.MaxReceivedFields"] = options => options.Server.Inbound.MaxReceivedFields = 0,
        // What the server asks for, this client would refuse.
        ["KeyDerivationOptions.MinimumProfile"] = options => options.Server.Kdf = KdfParameters.Constrained,
        ["KeyDerivationOptions.MinimumProfile "] = options => options.KeyDerivation.MinimumProfile = null!,
        ["KeyDerivationOptions.MinimumProfile  "] = options => options.KeyDerivation.MinimumProfile = KdfParameters.Constrained with { MemoryKiB = 1024 },
        ["KeyDerivationOptions.MinimumProfile   "] = options => options.KeyDerivation.MinimumProfile = KdfParameters.Sensitive with { Passes = 11 },
        ["MailboxOptions.OpenMail"] = options => options.Mailbox.OpenMail = (OpenMailPolicy)9,
        ["MailboxOptions.PlanTime"] = options => options.Mailbox.PlanTime = TimeSpan.Zero,
        ["MailboxOptions.PlanTime "] = options => options.Mailbox.PlanTime = TimeSpan.MaxValue,
        ["MailboxOptions.MaxMessageBytes"] = options => options.Mailbox.MaxMessageBytes = 0,
        ["MailboxOptions.MaxMessageBytes "] = options => options.Mailbox.MaxMessageBytes = long.MaxValue,
        ["MailboxOptions.MaxRecipients"] = options => options.Mailbox.MaxRecipients = 1001,
        ["MailboxOptions.InlineBodyBytes"] = options => options.Mailbox.InlineBodyBytes = 64 * 1024 + 1,
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_wrong_option_is_named(string setting)
    {
        var fault = await Assert.ThrowsAsync<SMailException>(() => SMailSystem.StartAsync(options =>
        {
            Good(options);
            Wrong[setting](options);
        }, Token));
        Assert.Equal(SMailError.InvalidOptions, fault.Code);
        Assert.Contains(setting.Trim(), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_options_they_are_made_of_are_good()
    {
        await using var system = await SMailSystem.StartAsync(Good, Token);
        Assert.True((await system.Accounts.CheckNameAsync("alice", Token)).IsAvailable);
    }

    [Fact]
    public async Task Several_domains_are_hosted_and_the_first_completes_bare_names()
    {
        await using var system = await TestSystem.StartAsync(options => options.UseDomain("B\u00DCCHER.example").UseDomain("other.example"));
        await using var first = await system.JoinAsync("alice");
        await using var second = await system.JoinAsync("alice@b\u00FCcher.example");
        Assert.Equal(("alice@s-mail.test", "alice@xn--bcher-kva.example"), (first.Address.Canonical, second.Address.Canonical));
        await system.SendAsync(first, new ComposedMail { To = ["alice@xn--bcher-kva.example"] });
        Assert.Single(await system.ListAsync(second));
        Assert.Empty(await system.ListAsync(first));
    }

    private void Good(SMailOptions options)
    {
        options.Realm = "test";
        options.UseDomain("example.org").UseInMemoryStorage().UseSecretsFile(Path.Combine(folder, "secrets.json"), createIfMissing: true);
    }
}
