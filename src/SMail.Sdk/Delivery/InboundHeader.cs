using System.Globalization;
using System.Text;
using MimeKit;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Delivery;

/// <summary>What is looked at, cut and put in front where mail comes in; every other byte stays as it came.</summary>
internal sealed class InboundHeader(DeliveryRouter router, InboundOptions options)
{
    /// <summary>The largest header that is read, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxClient = 200;
    private static readonly HeaderId[] AuthorFields = [HeaderId.From, HeaderId.Sender, HeaderId.ResentFrom, HeaderId.ResentSender];

    /// <summary>Whether the message has passed so many servers that it must go in a circle (RFC 5321, section 6.3).</summary>
    public bool IsLoop(ReadOnlySpan<byte> head) => RawHeader.Count(head, "received"u8) > options.MaxReceivedFields;

    /// <summary>Whether a field names an author of ours (RFC 5322, sections 3.6.2 and 3.6.6). Nothing from outside can prove that.</summary>
    /// <param name="head">The header as it will be stored.</param>
    public bool ClaimsLocal(Stream head)
    {
        try
        {
            return HeaderList.Load(MailInspector.Options, head).Where(field => AuthorFields.Contains(field.Id)).Any(NamesLocal);
        }
        catch (FormatException)
        {
            return true; // no reader of ours can say who it is from, and another may
        }
    }

    /// <summary>The header without results that claim to be ours (RFC 8601, section 5), with trace fields in front (RFC 5321, section 4.4).</summary>
    /// <param name="head">The first bytes of the message, with the end of its header.</param>
    /// <param name="envelope">Where it comes from.</param>
    /// <param name="now">The time of arrival.</param>
    public ZeroingStream Rewrite(ReadOnlySpan<byte> head, InboundEnvelope envelope, DateTimeOffset now)
    {
        var end = head.IndexOf((byte)'\n') is var first and > 0 && head[first - 1] != '\r' ? "\n" : "\r\n";
        var written = new ZeroingStream(head.Length + 500);
        written.Write(Encoding.UTF8.GetBytes(Trace(envelope, now, end)));
        if (envelope.IsTrusted)
        {
            written.Write(head);
            return written;
        }

        var rest = head;
        while (RawHeader.TryReadField(ref rest, out var field, out var name))
            if (!Ascii.EqualsIgnoreCase(name, "authentication-results"u8) || !ClaimsToBeOurs(field[(field.IndexOf((byte)':') + 1)..]))
                written.Write(field);
        written.Write(rest);
        return written;
    }

    private string Trace(InboundEnvelope envelope, DateTimeOffset now, string end)
    {
        var returnPath = envelope.Sender is null ? $"Return-Path: <>{end}" : MailAddress.TryParse(envelope.Sender, out var sender) ? $"Return-Path: <{sender}>{end}" : "";
        var client = envelope.Client is { } text ? $" from {Clean(text)}" : "";
        var date = now.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        return $"{returnPath}Received:{client} by {options.HostName ?? router.FirstDomain} with LMTP;{end} {date}{end}";
    }

    // It stands in a structured field: no brackets, quotes or ends of lines.
    private static string Clean(string text) => string.Concat(text.Take(MaxClient).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or ' ' ? c : '_'));

    private bool NamesLocal(Header field) =>
        InternetAddressList.TryParse(MailInspector.Options, field.RawValue, out var list)
            ? list.Mailboxes.Any(mailbox => MailAddress.TryParse(mailbox.Address, out var address) && router.IsInside(address))
            : router.Domains.Any(domain => field.Value.Contains(domain, StringComparison.OrdinalIgnoreCase));

    // The id stands before the first semicolon. What stands there in comments or quotes is looked at too: better one result too few than one forged.
    private bool ClaimsToBeOurs(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value);
        var hasComments = text.AsSpan().ContainsAny('(', '"', '\\');
        var id = hasComments || !text.Contains(';', StringComparison.Ordinal) ? text : text[..text.IndexOf(';', StringComparison.Ordinal)];
        return text.Contains('\\', StringComparison.Ordinal) || router.Domains.Append(options.HostName).OfType<string>().Any(ours => id.Contains(ours, StringComparison.OrdinalIgnoreCase));
    }
}
