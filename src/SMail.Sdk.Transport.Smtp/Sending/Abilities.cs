using System.Text;
using MailKit.Net.Smtp;
using MimeKit;
using SMail.Sdk.Transport.Smtp.Connections;
using SMail.Sdk.Transport.Smtp.Replies;

namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>What a message needs and a server lacks. The bytes are never changed to fit: they are signed, and what was sent is what arrives.</summary>
internal static class Abilities
{
    public static TransportResult? FindObstacle(
        SmtpConnection connection, OutgoingMessage content, MailAddress sender, MailboxAddress? senderBox, MailAddress recipient, MailboxAddress? recipientBox)
    {
        var server = connection.Destination.Host;
        var isEightBit = connection.Capabilities.HasFlag(SmtpCapabilities.EightBitMime);
        var isUtf8 = isEightBit && connection.Capabilities.HasFlag(SmtpCapabilities.UTF8);
        if (senderBox is null || recipientBox is null)
            return Failures.Never(server, senderBox is null ? new(5, 1, 7) : new(5, 1, 3), "The address can't be written in SMTP.");
        if (connection.MaxSize > 0 && content.Size > connection.MaxSize)
            return Failures.Never(server, new(5, 3, 4), $"The message has {content.Size} bytes; the server takes {connection.MaxSize}.");
        if (!isUtf8 && !(IsAscii(sender) && IsAscii(recipient)))
            return Failures.Never(server, new(5, 6, 7), "The server takes no addresses with letters beyond ASCII (SMTPUTF8).");
        if (!isUtf8 && content.HasUtf8Header)
            return Failures.Never(server, new(5, 6, 9), "The server takes no header with letters beyond ASCII (SMTPUTF8).");
        if (!isEightBit && content.NeedsEightBit)
            return Failures.Never(server, new(5, 6, 3), "The server takes no text with letters beyond ASCII (8BITMIME).");
        return null;
    }

    // Domains are always A-labels here.
    public static bool IsAscii(MailAddress address) => Ascii.IsValid(address.LocalPart);

    /// <summary>
    /// To a server with SMTPUTF8 MailKit writes encoded domains decoded, which would make any such mail one that needs SMTPUTF8 all the way.
    /// It can't be told otherwise but by taking the ability away, which is for good: then the connection serves no other mail.
    /// </summary>
    public static void KeepDomainsAscii(SmtpConnection connection, IEnumerable<MailAddress> addresses)
    {
        if (!connection.Capabilities.HasFlag(SmtpCapabilities.UTF8) || !addresses.Any(address => address.Domain.Contains("xn--", StringComparison.Ordinal)))
            return;
        connection.Capabilities &= ~SmtpCapabilities.UTF8;
        connection.IsSpent = true;
    }
}
