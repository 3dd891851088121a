using MimeKit;
using SMail.Sdk.Server;

namespace SMail.Sdk.Delivery;

/// <summary>What open mail must be before it may leave in an account's name.</summary>
internal static class OpenMailCheck
{
    /// <summary>Exactly one From field with exactly one address, the account's own; no Bcc field (RFC 5322, sections 3.6.2 and 3.6.3).</summary>
    /// <param name="head">The first piece of the message.</param>
    /// <param name="owner">The account's address.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidMessage"/>.</exception>
    public static void Check(OpenMessage head, MailAddress owner, CancellationToken cancellationToken)
    {
        var bytes = head.Bytes.Span;
        if (bytes.Length == OpenMessage.PieceBytes && !RawHeader.HasEnd(bytes))
            throw new SMailException(SMailError.InvalidMessage, $"The header of open mail has at most {OpenMessage.PieceBytes} bytes.");
        if (RawHeader.Count(bytes, "bcc"u8) + RawHeader.Count(bytes, "resent-bcc"u8) > 0)
            throw new SMailException(SMailError.InvalidMessage, "A message with a Bcc field would show its secret recipients.");
        HeaderList headers;
        try
        {
            using var stream = new MemoryStream(head.Bytes.ToArray(), writable: false);
            headers = HeaderList.Load(ParserOptions.Default, stream, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new SMailException(SMailError.InvalidMessage, "The message has no readable header, so it can't leave in the open.", e);
        }

        var from = headers.Where(header => header.Id == HeaderId.From).ToList();
        if (RawHeader.Count(bytes, "from"u8) != 1 || from is not [var only] || !InternetAddressList.TryParse(only.Value, out var list) || list is not [MailboxAddress mailbox]
            || !MailAddress.TryParse(mailbox.Address, out var address) || address != owner)
            throw new SMailException(SMailError.InvalidMessage, $"Open mail must have exactly one From address, '{owner}'.");
    }
}
