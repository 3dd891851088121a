using System.Runtime.InteropServices;
using MimeKit;
using SMail.Sdk.Server;

namespace SMail.Sdk.Delivery;

/// <summary>What open mail must be before it may leave in an account's name.</summary>
internal static class OpenMailCheck
{
    // Whatever two readers could read in two ways is refused.
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    // Who else a reader may be told the message is from (RFC 5322, sections 3.6.2 and 3.6.6).
    private static readonly (HeaderId Field, string Name)[] OtherAuthors = [(HeaderId.Sender, "Sender"), (HeaderId.ResentFrom, "Resent-From"), (HeaderId.ResentSender, "Resent-Sender")];

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
        if (RawHeader.Count(bytes, "from"u8) != 1 || ReadAuthor(head, HeaderId.From, cancellationToken) != owner)
            throw new SMailException(SMailError.InvalidMessage, $"Open mail must have exactly one From address, '{owner}'.");
        foreach (var (field, name) in OtherAuthors)
            if (RawHeader.Count(bytes, System.Text.Encoding.ASCII.GetBytes(name)) is var count && (count > 1 || (count == 1 && ReadAuthor(head, field, cancellationToken) != owner)))
                throw new SMailException(SMailError.InvalidMessage, $"A {name} field of open mail, if there is one, must have exactly one address, '{owner}'.");
    }

    private static MailAddress? ReadAuthor(OpenMessage head, HeaderId field, CancellationToken cancellationToken)
    {
        // The array is the piece's own: a copy would be plaintext that nobody zeroes.
        _ = MemoryMarshal.TryGetArray(head.Bytes, out var array);
        using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        try
        {
            // The raw value: decoded, an encoded word could turn into syntax (RFC 2047, section 5).
            return HeaderList.Load(Strict, stream, cancellationToken).Where(header => header.Id == field).ToList() is [var only]
                && InternetAddressList.TryParse(Strict, only.RawValue, out var list) && list is [MailboxAddress { Route.Count: 0 } mailbox]
                && MailAddress.TryParse(mailbox.Address, out var address) ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
