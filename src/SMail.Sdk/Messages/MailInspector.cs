using MimeKit;

namespace SMail.Sdk.Messages;

/// <summary>Reads what a summary shows out of MIME, well-formed or not. Never changes and never re-writes a byte.</summary>
internal static class MailInspector
{
    private const int MaxItems = 500;
    private const int MaxText = 1000;
    private const int MaxListText = 20_000;
    private const int MaxName = 300;
    private const int MaxAddress = 320;
    private const int ChecksForNul = 4096;
    public static readonly ParserOptions Options = new() { MaxMimeDepth = 64 };

    /// <summary>The summary of a message; what can't be read stays empty. The same bytes always give the same summary.</summary>
    public static MailSummary Summarize(Stream mime, CancellationToken cancellationToken)
    {
        using var message = TryParse(mime, cancellationToken);
        return message is null ? new MailSummary { Size = mime.Length } : Summarize(message, mime.Length, message.Attachments.Select(NameOf));
    }

    /// <summary>The summary of a message whose header was read, and the names of whose attached files are known.</summary>
    public static MailSummary Summarize(MimeMessage message, long size, IEnumerable<string> attachments)
    {
        return new MailSummary
        {
            Size = size,
            From = Read(() => Addresses(message.From)),
            To = Read(() => Addresses(message.To)),
            Cc = Read(() => Addresses(message.Cc)),
            Subject = Read(() => message.Subject is { } subject ? [Cut(subject)] : Array.Empty<string>()) is [var text] ? text : "",
            Date = message.Headers.Contains(HeaderId.Date) && message.Date != default ? message.Date : null,
            Attachments = Read(() => Fit(attachments)),
        };
    }

    /// <summary>The one address of the From field; null when there are none, several, or it can't be read.</summary>
    public static MailAddress? SenderOf(MailSummary summary) =>
        summary.From is [var only] ? AddressOf(only) : null;

    /// <summary>The address in one of a summary's texts; null when it can't be read.</summary>
    public static MailAddress? AddressOf(string text) =>
        MailboxAddress.TryParse(text, out var mailbox) && MailAddress.TryParse(mailbox.Address, out var address) ? address : null;

    /// <summary>Reads a whole message; null when it can't be read as one. The stream must stay open while the message is used.</summary>
    public static MimeMessage? TryParse(Stream mime, CancellationToken cancellationToken)
    {
        mime.Position = 0;
        try
        {
            MimeCensus.Check(mime, Options, cancellationToken);
            mime.Position = 0;
            return MimeMessage.Load(Options, mime, persistent: true, cancellationToken);
        }
        catch (FormatException)
        {
            return null;
        }
        finally
        {
            mime.Position = 0;
        }
    }

    /// <summary>Refuses what is no mail, and what would show its secret recipients.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidMessage"/>.</exception>
    public static void CheckRaw(ReadOnlySpan<byte> mime)
    {
        if (mime.IsEmpty)
            throw new SMailException(SMailError.InvalidMessage, "The message is empty.");
        if (mime[..Math.Min(mime.Length, ChecksForNul)].Contains((byte)0))
            throw new SMailException(SMailError.InvalidMessage, "This is no mail: it has a NUL byte near its start.");
        if (RawHeader.Count(mime, "bcc"u8) + RawHeader.Count(mime, "resent-bcc"u8) > 0)
            throw new SMailException(SMailError.InvalidMessage, "The message has a Bcc field, which every recipient would see. Remove it and name secret recipients beside the message.");
    }

    /// <summary>Cuts a text to what a summary holds.</summary>
    public static string Cut(string text) => Cut(text, MaxText);

    /// <summary>Cuts a list to what a summary holds.</summary>
    public static string[] Fit(IEnumerable<string> items)
    {
        var left = MaxListText;
        return [.. items.Take(MaxItems).Select(item => Cut(item)).TakeWhile(item => (left -= item.Length) >= 0)];
    }

    private static string[] Addresses(InternetAddressList list) => Fit(list.Mailboxes.Select(ToText));

    // Only the name is cut: half an address would be another one.
    private static string ToText(MailboxAddress mailbox) => mailbox.Address.Length > MaxAddress
        ? ""
        : new MailboxAddress(Cut(mailbox.Name ?? "", MaxName), mailbox.Address).ToString();

    private static string NameOf(MimeEntity part) => part.ContentDisposition?.FileName ?? part.ContentType?.Name ?? "";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private static T[] Read<T>(Func<T[]> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return [];
        }
    }
}
