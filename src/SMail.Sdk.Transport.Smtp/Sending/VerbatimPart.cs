using MimeKit;
using SMail.Sdk.Transport.Smtp.Connections;

namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>What MailKit takes for the whole of a message's content: writes header and body as they are.</summary>
/// <remarks>
/// MailKit sends what a <see cref="MimeMessage"/> writes, and that can't be overridden; but a part can, and a parser gives one of our making to a message
/// that writes nothing itself: its fields are hidden, and because it was read without an empty line it writes none.
/// </remarks>
internal sealed class VerbatimPart : MimePart
{
    private const string Name = "application/x-verbatim";
    private static readonly ParserOptions Options = NewOptions();

    private Transaction? transaction;
    private SmtpConnection? connection;
    private SmtpTransportOptions? limits;

    /// <summary>For the parser alone.</summary>
    public VerbatimPart(MimeEntityConstructorArgs args) : base(args)
    {
    }

    /// <summary>A message that writes a transaction's content, and of which MailKit sees only whether it needs 8BITMIME. It may serve one transaction after the other.</summary>
    internal static MimeMessage NewMessage(bool isEightBit)
    {
        using var header = new MemoryStream([.. $"Content-Type: {Name}\r\nContent-Transfer-Encoding: {(isEightBit ? "8bit" : "7bit")}\r\n".Select(c => (byte)c)]);
        // This parser alone remembers that there was no empty line.
        return new ExperimentalMimeParser(Options, header, MimeFormat.Entity).ParseMessage(CancellationToken.None);
    }

    /// <summary>Says what is to be written; null forgets it.</summary>
    internal void Serve(Transaction? transaction, SmtpConnection connection, SmtpTransportOptions limits) =>
        (this.transaction, this.connection, this.limits) = (transaction, connection, limits);

    /// <summary>What the message must not write of itself.</summary>
    internal static void HideFields(FormatOptions format)
    {
        format.HiddenHeaders.Add(HeaderId.ContentType);
        format.HiddenHeaders.Add(HeaderId.ContentTransferEncoding);
    }

    /// <inheritdoc/>
    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Mail is sent asynchronously.");

    /// <inheritdoc/>
    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        transaction!.HasContentBegun = true;
        connection!.SetLimit(limits!.DataTime);
        await transaction.Content.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
        transaction.HasContentEnded = true;
        // What follows is the end of the message, and the wait for its answer.
        connection.SetLimit(limits.FinalTime);
    }

    private static ParserOptions NewOptions()
    {
        var options = new ParserOptions();
        options.RegisterMimeType(Name, typeof(VerbatimPart));
        return options;
    }
}
