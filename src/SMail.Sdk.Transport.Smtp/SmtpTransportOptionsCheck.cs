namespace SMail.Sdk.Transport.Smtp;

/// <summary>Refuses options that do not fit together, and answers what they say together.</summary>
internal static class SmtpTransportOptionsCheck
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public static void Check(SmtpTransportOptions options)
    {
        Require(HostName.IsValid(options.HeloName), "Set SmtpTransportOptions.HeloName to the full name of this server, the one that its address resolves back to.");
        Require(Enum.IsDefined(options.Tls), "SmtpTransportOptions.Tls is none of its values.");
        foreach (var domain in options.TlsRequiredDomains)
            Require(MailAddress.TryParse($"postmaster@{domain}", out var address) && address.Domain == domain, $"'{domain}' in SmtpTransportOptions.TlsRequiredDomains is not a domain name in lower case, as in xn--bcher-kva.example.");
        Require(options.MaxServers is >= 1 and <= 20, "SmtpTransportOptions.MaxServers must be from 1 to 20.");
        Require(options.ConnectionsPerServer is >= 1 and <= 100, "SmtpTransportOptions.ConnectionsPerServer must be from 1 to 100.");
        Require(options.MaxRecipients is >= 1 and <= 1000, "SmtpTransportOptions.MaxRecipients must be from 1 to 1000.");
        Require(options.MxPort is > 0 and <= ushort.MaxValue, "SmtpTransportOptions.MxPort must be from 1 to 65535.");
        RequireTime(options.IdleTime, nameof(options.IdleTime));
        RequireTime(options.ConnectTime, nameof(options.ConnectTime));
        RequireTime(options.CommandTime, nameof(options.CommandTime));
        RequireTime(options.DataTime, nameof(options.DataTime));
        RequireTime(options.FinalTime, nameof(options.FinalTime));
        if (options.Relay is not { } relay)
            return;
        Require(Uri.CheckHostName(relay.Host) is not UriHostNameType.Unknown, "Set SmtpRelay.Host to the relay's name or address.");
        Require(relay.Port is > 0 and <= ushort.MaxValue, "SmtpRelay.Port must be from 1 to 65535.");
    }

    /// <summary>Whether mail of a domain must be encrypted to a server with a valid certificate.</summary>
    public static bool RequiresTls(this SmtpTransportOptions options, string domain) =>
        options.Tls == TlsPolicy.Required || options.Relay?.Credentials is not null || options.TlsRequiredDomains.Contains(domain);

    private static void RequireTime(TimeSpan time, string setting) =>
        Require(time > TimeSpan.Zero && time <= LongestTime, $"SmtpTransportOptions.{setting} must be longer than nothing, and at most an hour.");

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SMailException(SMailError.InvalidOptions, message);
    }
}
