using MimeKit;
using SMail.OpenPgp;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>One line of a folder's list, from the sealed summary.</summary>
/// <param name="Entry">Names the message.</param>
/// <param name="Received">When the server took it, as it says.</param>
/// <param name="Verdict">What is to be thought of the summary.</param>
/// <param name="Summary">What it says; null when the verdict is <see cref="MailVerdict.Bad"/> or <see cref="MailVerdict.Locked"/>.</param>
/// <param name="Recipients">In Sent: how far each delivery is.</param>
public sealed record MailListItem(EntryId Entry, DateTimeOffset Received, MailVerdict Verdict, MailSummary? Summary, IReadOnlyList<RecipientState> Recipients)
{
    /// <summary>Of mail that arrived in the open: whether it names an author of this system, which nothing from outside can prove.</summary>
    public bool ClaimsLocal { get; init; }
}

/// <summary>A message that was opened: checked to its end, with its verdict known before its first byte. Its plaintext is zeroed on disposal.</summary>
public sealed class OpenedMail : IDisposable
{
    private readonly DecryptedMessage? message;
    private readonly Lazy<MimeMessage?> mime;

    internal OpenedMail(EntryId entry, MailVerdict verdict, MailSummary? summary, DecryptedMessage? message)
    {
        (Entry, Verdict, Summary, this.message) = (entry, verdict, summary, message);
        mime = new Lazy<MimeMessage?>(() => message is null ? null : MailInspector.TryParse(message.Content, CancellationToken.None));
    }

    /// <summary>Names the message.</summary>
    public EntryId Entry { get; }

    /// <summary>What is to be thought of it.</summary>
    public MailVerdict Verdict { get; }

    /// <summary>What the message says of itself; null when the verdict is <see cref="MailVerdict.Bad"/>.</summary>
    public MailSummary? Summary { get; }

    /// <summary>Of mail that arrived in the open: whether it names an author of this system, which nothing from outside can prove.</summary>
    public bool ClaimsLocal { get; internal init; }

    /// <summary>The MIME bytes exactly as they were sent; empty when the verdict is <see cref="MailVerdict.Bad"/>.</summary>
    public Stream Content => message?.Content ?? Stream.Null;

    /// <summary>The plain text; null when there is none, or the MIME can't be read.</summary>
    public string? Text => mime.Value?.TextBody;

    /// <summary>The HTML; null when there is none, or the MIME can't be read. It is as the sender wrote it: clean it before you show it.</summary>
    public string? Html => mime.Value?.HtmlBody;

    /// <summary>The attached files, decoded, and attached messages. The sender named them; of a name that has folders only the file is taken.</summary>
    public IEnumerable<MailAttachment> Attachments => mime.Value?.Attachments.Select(ToAttachment) ?? [];

    /// <summary>Whether its sender, outside, encrypted the whole of it (PGP/MIME, RFC 3156). Then text and attachments are those of <see cref="Inner"/>.</summary>
    public bool IsPgpMime => PgpMimeLayer.IsIn(mime.Value);

    /// <summary>What was inside, where one of the account's keys opened it: a message whose signature, if there was one, is nobody's that is known here. Disposed with the message.</summary>
    public OpenedMail? Inner { get; private set; }

    /// <summary>Opens the inner layer, if there is one.</summary>
    internal async Task OpenInnerAsync(IReadOnlyList<SecretKey> readers, TimeProvider clock, long maxBytes, CancellationToken cancellationToken)
    {
        if (!IsPgpMime)
            return;
        var opened = await PgpMimeLayer.TryOpenAsync(mime.Value!, readers, clock, maxBytes, cancellationToken).ConfigureAwait(false);
        message!.Content.Position = 0; // where its reader expects it
        if (opened is null)
            return;
        try
        {
            var summary = MailInspector.Summarize(opened.Content, cancellationToken);
            opened.Content.Position = 0;
            Inner = new OpenedMail(Entry, MailVerdict.ArrivedOpen, summary, opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Zeroes the plaintext.</summary>
    public void Dispose()
    {
        Inner?.Dispose();
        if (mime.IsValueCreated)
            mime.Value?.Dispose();
        message?.Dispose();
    }

    private static MailAttachment ToAttachment(MimeEntity entity)
    {
        using var content = new MemoryStream();
        if (entity is MimePart part)
            part.Content?.DecodeTo(content);
        else
            (entity as MessagePart)?.Message?.WriteTo(content);
        return new MailAttachment(FileOf(entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? ""), content.ToArray(), entity.ContentType.MimeType);
    }

    private static string FileOf(string name) => string.Concat(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c)));
}
