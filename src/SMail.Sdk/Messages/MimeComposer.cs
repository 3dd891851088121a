using MimeKit;
using MimeKit.Utils;
using SMail.Sdk.Mailboxes;

namespace SMail.Sdk.Messages;

/// <summary>Writes composed mail as MIME, once. Bcc is not written.</summary>
internal static class MimeComposer
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true };

    /// <summary>The MIME bytes, with CRLF line ends; the caller disposes them.</summary>
    /// <param name="mail">What to write.</param>
    /// <param name="from">The sender.</param>
    /// <param name="now">For the Date field.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static ZeroingStream Compose(ComposedMail mail, MailAddress from, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html };
        if (mail.Text is null && mail.Html is null)
            body.TextBody = "";
        foreach (var attachment in mail.Attachments)
            Attach(body, attachment);
        using var message = new MimeMessage
        {
            Subject = mail.Subject ?? "",
            Date = now,
            // Random, not made of the clock, the process or the host, which are nobody's business.
            MessageId = $"{Id.Generate<SubmissionId>()}@{from.Domain}",
            Body = body.ToMessageBody(),
        };
        message.From.Add(ToMailbox(from.ToString()));
        message.To.AddRange(mail.To.Select(ToMailbox));
        message.Cc.AddRange(mail.Cc.Select(ToMailbox));

        // Seven bits and short lines: what every server on the way to the outside takes (RFC 5321, section 4.5.3.1.6).
        message.Prepare(EncodingConstraint.SevenBit);
        var stream = new ZeroingStream(SizeOf(mail));
        try
        {
            message.WriteTo(Format, stream, cancellationToken); // memory never waits
            stream.Position = 0;
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>About what the message will have, so that its buffer does not have to grow: base64 is a third longer, with its line ends.</summary>
    private static int SizeOf(ComposedMail mail)
    {
        var texts = 3L * ((mail.Text?.Length ?? 0) + (mail.Html?.Length ?? 0));
        var files = mail.Attachments.Sum(attachment => (attachment.Content.Length * 1.4) + 1024);
        return (int)Math.Min(Array.MaxLength, 4096 + texts + files);
    }

    private static MailboxAddress ToMailbox(string text) => MailboxAddress.Parse(text);

    private static void Attach(BodyBuilder body, MailAttachment attachment)
    {
        if (string.IsNullOrWhiteSpace(attachment.Name) || attachment.Name.Length > 255 || attachment.Name.Any(c => char.IsControl(c) || c is '/' or '\\'))
            throw new SMailException(SMailError.InvalidMessage, "An attachment needs a file name of 1 to 255 characters, without control characters and without a folder.");
        var type = attachment.ContentType ?? MimeTypes.GetMimeType(attachment.Name);
        // A file of such a type is no file to a reader but parts of this message, and may not be base64 (RFC 2045, section 6.4).
        var isComposite = type.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        if (isComposite && attachment.ContentType is null)
            (type, isComposite) = ("application/octet-stream", false);
        if (isComposite || !ContentType.TryParse(type, out var contentType))
            throw new SMailException(SMailError.InvalidMessage, $"'{attachment.Name}' has no valid media type.");
        body.Attachments.Add(new Base64Part(contentType, attachment.Name, attachment.Content));
    }
}
