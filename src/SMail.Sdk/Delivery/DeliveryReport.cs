using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MimeKit;
using MimeKit.Utils;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>A delivery status notification (RFC 3464) as MIME: a text for people, fields for programs, and of open mail its header.</summary>
internal static class DeliveryReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="context">Whose name it is in.</param>
    /// <param name="deliveries">What it is about: deliveries of one message that all failed, or are all late.</param>
    /// <param name="isFailed">Whether they failed.</param>
    /// <param name="header">The header of the message, where it was open.</param>
    public static Stream Compose(ServerContext context, IReadOnlyList<TriedDelivery> deliveries, bool isFailed, OpenMessage? header)
    {
        var host = context.Options.Inbound.HostName ?? context.Router.FirstDomain;
        var report = new MultipartReport("delivery-status") { TextOf(context, deliveries, isFailed), StatusOf(context, host, deliveries, isFailed) };
        if (header is not null)
            report.Add(HeaderOf(header));
        using var message = new MimeMessage { Subject = isFailed ? "Your message was not delivered" : "Your message is late", Body = report, Date = context.Now, MessageId = MimeUtils.GenerateMessageId(host) };
        message.From.Add(new MailboxAddress("Mail delivery", context.Router.ReportAddress.ToString()));
        message.To.Add(new MailboxAddress(null, deliveries[0].Row.Sender.ToString()));
        message.Headers.Add("Auto-Submitted", "auto-replied"); // RFC 3834, section 5
        var mime = new ZeroingStream();
        message.WriteTo(new FormatOptions { NewLineFormat = NewLineFormat.Dos, International = true }, mime);
        mime.Position = 0;
        return mime;
    }

    private static TextPart TextOf(ServerContext context, IReadOnlyList<TriedDelivery> deliveries, bool isFailed)
    {
        var text = new StringBuilder();
        text.AppendLine(isFailed ? "Your message was not delivered to:" : "Your message could not be delivered yet to:").AppendLine();
        foreach (var delivery in deliveries)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {delivery.Row.Recipient}");
            text.AppendLine(CultureInfo.InvariantCulture, $"    {(delivery.Outcome.Server is { } server ? $"{server} said: " : "")}{delivery.Outcome.Reason ?? "no reason was given"}");
        }

        text.AppendLine().AppendLine(isFailed
            ? "It is not tried again. Your Sent folder has the message."
            : string.Create(CultureInfo.InvariantCulture, $"It is tried until {deliveries[0].Row.Since + context.Options.DeliveryTime:yyyy-MM-dd HH:mm} UTC. You need not send it again."));
        return new TextPart("plain") { Text = text.ToString() };
    }

    private static MessageDeliveryStatus StatusOf(ServerContext context, string host, IReadOnlyList<TriedDelivery> deliveries, bool isFailed)
    {
        var status = new MessageDeliveryStatus();
        var row = deliveries[0].Row;
        status.StatusGroups.Add(new HeaderList
        {
            { "Reporting-MTA", $"dns; {host}" },
            { "Arrival-Date", DateUtils.FormatDate(row.Since) },
        });
        foreach (var (delivery, outcome) in deliveries.Select(delivery => (delivery, delivery.Outcome)))
        {
            var fields = new HeaderList
            {
                // RFC 6533, section 3: an address that is not ASCII has a type of its own.
                { "Final-Recipient", System.Text.Ascii.IsValid(delivery.Row.Recipient.ToString()) ? $"rfc822; {delivery.Row.Recipient}" : $"utf-8; {delivery.Row.Recipient}" },
                { "Action", isFailed ? "failed" : "delayed" },
                { "Status", (outcome.Code ?? new EnhancedStatus(isFailed ? 5 : 4, 0, 0)).ToString() },
                { "Last-Attempt-Date", DateUtils.FormatDate(context.Now) },
            };
            if (outcome.Server is { Length: > 0 } server)
                fields.Add("Remote-MTA", $"dns; {server}");
            if (outcome.Reason is { Length: > 0 } reason)
                fields.Add("Diagnostic-Code", outcome.ReplyCode is { } code ? $"smtp; {code.ToString(CultureInfo.InvariantCulture)} {reason}" : $"x-smail; {reason}");
            if (!isFailed)
                fields.Add("Will-Retry-Until", DateUtils.FormatDate(delivery.Row.Since + context.Options.DeliveryTime));
            status.StatusGroups.Add(fields);
        }

        return status;
    }

    private static MimePart HeaderOf(OpenMessage header) => new("text", "rfc822-headers")
    {
        Content = new MimeContent(OpenRead(header)),
        ContentTransferEncoding = ContentEncoding.QuotedPrintable,
    };

    // The array is the header's own: a copy would be plaintext that nobody zeroes.
    private static MemoryStream OpenRead(OpenMessage header)
    {
        _ = MemoryMarshal.TryGetArray(header.Bytes, out var array);
        return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
    }
}
