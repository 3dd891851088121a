using System.Net;
using System.Net.Sockets;

namespace SMail.Sdk.Transport.Smtp;

/// <summary>Refuses options that can not work.</summary>
internal static class LmtpListenerOptionsCheck
{
    private const int SmtpPort = 25;
    private static readonly TimeSpan LongestTime = TimeSpan.FromHours(1);

    /// <exception cref="SMailException"><see cref="SMailError.InvalidOptions"/>; the message says what to change.</exception>
    public static void Check(LmtpListenerOptions options)
    {
        Require(options.EndPoint is IPEndPoint or UnixDomainSocketEndPoint, "Set LmtpListenerOptions.EndPoint to an IPEndPoint or a UnixDomainSocketEndPoint.");
        Require(options.EndPoint is not IPEndPoint { Port: SmtpPort }, "LMTP must not be on port 25 (RFC 2033, section 5): choose another in LmtpListenerOptions.EndPoint.");
        Require(HostName.IsValid(options.Name), "Set LmtpListenerOptions.Name to a host name.");
        Require(options.IsTrusted is not null, "LmtpListenerOptions.IsTrusted must not be null.");
        Require(options.MaxConnections is >= 1 and <= 10_000, "LmtpListenerOptions.MaxConnections must be from 1 to 10000.");
        Require(options.MaxConnectionsPerPeer is >= 1 and <= 10_000, "LmtpListenerOptions.MaxConnectionsPerPeer must be from 1 to 10000.");
        Require(options.MaxRecipients is >= 100 and <= 10_000, "LmtpListenerOptions.MaxRecipients must be from 100 (RFC 5321, section 4.5.3.1.8) to 10000.");
        Require(options.MaxLineBytes is >= 1000 and <= 16 * 1024 * 1024, "LmtpListenerOptions.MaxLineBytes must be from 1000 (RFC 5321, section 4.5.3.1.6) to 16 MiB.");
        RequireTime(options.CommandTime, nameof(options.CommandTime));
        RequireTime(options.DataTime, nameof(options.DataTime));
        RequireTime(options.StallTime, nameof(options.StallTime));
        RequireTime(options.StopTime, nameof(options.StopTime));
    }

    private static void RequireTime(TimeSpan time, string setting) =>
        Require(time > TimeSpan.Zero && time <= LongestTime, $"LmtpListenerOptions.{setting} must be longer than nothing, and at most an hour.");

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new SMailException(SMailError.InvalidOptions, message);
    }
}
