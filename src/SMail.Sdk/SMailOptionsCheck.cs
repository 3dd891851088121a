using System.Text;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;

namespace SMail.Sdk;

/// <summary>Refuses options that do not fit together.</summary>
internal static class SMailOptionsCheck
{
    // Far below what a clock can add to its time.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(36_500);

    /// <summary>All of it, for both halves in one process.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public static void CheckAll(SMailOptions options)
    {
        CheckShared(options);
        CheckServer(options);
        CheckClient(options);
        Require(KdfLimits.IsAtLeast(options.Server.Kdf, options.KeyDerivation.MinimumProfile),
            "ServerOptions.Kdf is below KeyDerivationOptions.MinimumProfile, so every registration and login would be refused; raise the one or lower the other.");
    }

    /// <summary>The hosted domains in canonical form.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public static IReadOnlyList<string> CheckShared(SMailOptions options)
    {
        Require(!string.IsNullOrWhiteSpace(options.Realm) && Encoding.UTF8.GetByteCount(options.Realm) <= 255,
            "Set SMailOptions.Realm to a name for this deployment, up to 255 bytes, that will never change.");
        Require(options.Clock is not null, "SMailOptions.Clock must not be null.");
        Require(options.LoggerFactory is not null, "SMailOptions.LoggerFactory must not be null; leave it alone to log nowhere.");
        Require(options.Domains.Count > 0, "Name at least one hosted domain with SMailOptions.UseDomain(\"example.org\").");
        var domains = new List<string>();
        foreach (var domain in options.Domains)
        {
            Require(MailAddress.TryParse($"postmaster@{domain}", out var address), $"'{domain}' in SMailOptions.Domains is not a domain name.");
            Require(!domains.Contains(address!.Domain), $"'{domain}' is in SMailOptions.Domains twice.");
            domains.Add(address.Domain);
        }

        return domains;
    }

    public static void CheckClient(SMailOptions options)
    {
        var (mailbox, server) = (options.Mailbox, options.Server);
        Require(options.KeyProfile is not null, "SMailOptions.KeyProfile must not be null.");
        Require(options.DeviceMemory is not null, "SMailOptions.DeviceMemory must not be null; new InProcessDeviceMemory() remembers as long as the process runs.");
        Require(Enum.IsDefined(mailbox.OpenMail), "MailboxOptions.OpenMail is none of its values.");
        RequireTime(mailbox.PlanTime, "MailboxOptions.PlanTime", LongestTime);
        Require(mailbox.MaxMessageBytes is > 0 and <= int.MaxValue / 2, "MailboxOptions.MaxMessageBytes must be from 1 byte to 1 GiB.");
        Require(mailbox.MaxRecipients is > 0 and <= 1000, "MailboxOptions.MaxRecipients must be from 1 to 1000.");
        Require(mailbox.InlineBodyBytes >= 0 && mailbox.InlineBodyBytes <= server.InlineBodyBytes, "MailboxOptions.InlineBodyBytes must not be above ServerOptions.InlineBodyBytes.");
        Require(KdfLimits.IsSensible(options.KeyDerivation.MinimumProfile), "KeyDerivationOptions.MinimumProfile must be one of the profiles of KdfParameters, or between Constrained and 1 GiB with 10 passes, with one lane.");
    }

    public static void CheckServer(SMailOptions options)
    {
        var server = options.Server;
        CheckCatchAll(options);
        Require(Enum.IsDefined(server.DeactivatedMail), "ServerOptions.DeactivatedMail is none of its values.");
        Require(options.Storage is not null, "Choose where mail is kept, for example SMailOptions.UseInMemoryStorage() from SMail.Sdk.Storage.InMemory.");
        Require(options.Secrets is not null, "Say where the server's secrets are, for example SMailOptions.UseSecretsFile(\"/etc/smail/secrets.json\").");
        RequireTime(server.ReservationTime, "ServerOptions.ReservationTime", LongestTime);
        RequireTime(server.ResetTime, "ServerOptions.ResetTime", LongestTime);
        Require(Enum.IsDefined(server.PasswordReset), "ServerOptions.PasswordReset is no mode.");
        RequireTime(server.LoginTime, "ServerOptions.LoginTime", LongestTime);
        RequireTime(server.UploadTime, "ServerOptions.UploadTime", LongestTime);
        RequireTime(server.DeliveryTime, "ServerOptions.DeliveryTime", LongestTime);
        RequireTime(server.DeliveryLease, "ServerOptions.DeliveryLease", TimeSpan.FromDays(1));
        RequireTime(server.RequestTime, "ServerOptions.RequestTime", TimeSpan.FromDays(1));
        Require(server.PasswordChange is not null, "ServerOptions.PasswordChange must not be null; PasswordChangePolicies.Always lets everybody.");
        Require(server.MaxMessageBytes is > 0 and <= 1L << 40, "ServerOptions.MaxMessageBytes must be from 1 byte to 1 TiB.");
        Require(server.MaxRecipients is > 0 and <= 1000, "ServerOptions.MaxRecipients must be from 1 to 1000.");
        Require(server.InlineBodyBytes is >= 0 and <= 512 * 1024, "ServerOptions.InlineBodyBytes must be from 0 to 512 KiB.");
        Require(server.LoginAnswerStep >= TimeSpan.Zero && server.LoginAnswerStep <= TimeSpan.FromSeconds(10), "ServerOptions.LoginAnswerStep must be from 0 to 10 seconds.");
        CheckLimits(server.Limits);
        CheckSending(server.Sending);
        CheckDelivery(server.Delivery);
        CheckInbound(server.Inbound);
        Require(KdfLimits.IsSensible(server.Kdf), "ServerOptions.Kdf must be one of the profiles of KdfParameters, or between Constrained and 1 GiB with 10 passes, with one lane.");
    }

    private static void CheckLimits(LimitOptions limits)
    {
        CheckRates("LimitOptions", limits.LoginPerAddress, limits.LoginPerSource, limits.NameCheckPerAddress, limits.NameCheckPerSource,
            limits.ReservationPerAddress, limits.ReservationPerSource, limits.ResetPerAddress, limits.RecoveryPerAddress);
        Require(limits.LockoutAfter is >= 1 and <= 1000, "LimitOptions.LockoutAfter must be from 1 to 1000 failures.");
        RequireTime(limits.FirstLockout, "LimitOptions.FirstLockout", TimeSpan.FromDays(30));
        RequireTime(limits.LongestLockout, "LimitOptions.LongestLockout", TimeSpan.FromDays(30));
        RequireTime(limits.FailureMemory, "LimitOptions.FailureMemory", TimeSpan.FromDays(365));
        Require(limits.LongestLockout >= limits.FirstLockout && limits.FailureMemory >= limits.LongestLockout,
            "LimitOptions.FirstLockout, LongestLockout and FailureMemory must not be shorter than the one before.");
        RequireTime(limits.DeviceTime, "LimitOptions.DeviceTime", LongestTime);
    }

    private static void CheckSending(SendingLimits sending)
    {
        CheckRates("SendingLimits", sending.Messages, sending.Recipients, sending.NewAccountMessages, sending.NewAccountRecipients);
        Require(sending.NewAccountTime >= TimeSpan.Zero && sending.NewAccountTime <= LongestTime, $"SendingLimits.NewAccountTime must be from nothing to {LongestTime.TotalDays} days.");
    }

    private static void CheckDelivery(DeliveryOptions delivery)
    {
        RequireTime(delivery.FirstRetry, "DeliveryOptions.FirstRetry", TimeSpan.FromDays(30));
        RequireTime(delivery.LongestRetry, "DeliveryOptions.LongestRetry", TimeSpan.FromDays(30));
        Require(delivery.LongestRetry >= delivery.FirstRetry, "DeliveryOptions.LongestRetry must not be shorter than FirstRetry.");
        if (delivery.DelayWarning is { } warning)
            RequireTime(warning, "DeliveryOptions.DelayWarning", LongestTime);
        Require(delivery.MaxAtOnce is >= 1 and <= 1000, "DeliveryOptions.MaxAtOnce must be from 1 to 1000.");
        Require(delivery.MaxPerDestination is >= 1 and <= 1000, "DeliveryOptions.MaxPerDestination must be from 1 to 1000.");
        Require(delivery.DeadLetterTime >= TimeSpan.Zero && delivery.DeadLetterTime <= LongestTime, $"DeliveryOptions.DeadLetterTime must be from nothing to {LongestTime.TotalDays} days.");
    }

    private static void CheckInbound(InboundOptions inbound)
    {
        Require(Enum.IsDefined(inbound.ClaimedLocal), "InboundOptions.ClaimedLocal is none of its values.");
        Require(inbound.HostName is null || MailAddress.TryParse($"postmaster@{inbound.HostName}", out _), $"'{inbound.HostName}' in InboundOptions.HostName is not the name of a host.");
        Require(inbound.MaxAtOnce is >= 1 and <= 10_000, "InboundOptions.MaxAtOnce must be from 1 to 10,000.");
        Require(inbound.MaxReceivedFields is >= 1 and <= 10_000, "InboundOptions.MaxReceivedFields must be from 1 to 10,000.");
    }

    private static void CheckRates(string where, params ReadOnlySpan<LimitRate?> rates)
    {
        foreach (var rate in rates)
        {
            if (rate is null)
                continue;
            Require(rate.Count is >= 1 and <= 1_000_000, $"The count of a rate in {where} must be from 1 to 1,000,000; null limits nothing.");
            RequireTime(rate.Period, $"The period of a rate in {where}", TimeSpan.FromDays(30));
        }
    }

    private static void CheckCatchAll(SMailOptions options)
    {
        var domains = CheckShared(options);
        foreach (var (domain, target) in options.Server.CatchAll)
        {
            Require(MailAddress.TryParse($"postmaster@{domain}", out var address) && domains.Contains(address.Domain), $"'{domain}' in ServerOptions.CatchAll is not one of SMailOptions.Domains.");
            Require(MailAddress.TryParse(target, out var catcher) && domains.Contains(catcher.Domain), $"'{target}' in ServerOptions.CatchAll is not an address of a hosted domain.");
        }
    }

    /// <summary>Secrets beside the database would be stolen with it.</summary>
    public static void CheckApart(string? dataFolder, string? secretsFolder, bool allowed)
    {
        if (dataFolder is null || secretsFolder is null || allowed)
            return;
        var (data, secrets) = (WithSlash(dataFolder), WithSlash(secretsFolder));
        Require(!secrets.StartsWith(data, StringComparison.Ordinal),
            $"The server secrets lie in the folder of the mail database ('{dataFolder}'); whoever steals the one has the other. Move the secrets, or set ServerOptions.AllowColocatedSecrets and give up the promise about stolen databases.");
    }

    // Where the folder really is, if it is a link.
    private static string WithSlash(string folder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(Directory.Exists(folder) && Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } target ? target.FullName : folder)) + Path.DirectorySeparatorChar;

    private static void RequireTime(TimeSpan time, string setting, TimeSpan longest) =>
        Require(time > TimeSpan.Zero && time <= longest, $"{setting} must be longer than nothing, and at most {longest.TotalDays} days.");

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SMailException(SMailError.InvalidOptions, message);
    }
}
