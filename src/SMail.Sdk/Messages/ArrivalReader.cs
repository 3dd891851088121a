using System.IO.Pipelines;
using MimeKit;

namespace SMail.Sdk.Messages;

/// <summary>Reads what a summary shows out of a message that passes by once, and keeps nothing of its content.</summary>
internal sealed class ArrivalReader : MimeCensus
{
    private const int MaxAttachments = 500;
    private readonly HeaderList header = [];
    private readonly List<string> attachments = [];
    private ContentDisposition? disposition;
    private int depth;
    private bool hasHeader;

    private ArrivalReader(Stream mime) : base(mime, MailInspector.Options)
    {
    }

    /// <summary>Reads a message from a pipe to its end, or as far as it can be read as one.</summary>
    /// <returns>The summary, but for its size, which the writer knows.</returns>
    public static async Task<MailSummary> SummarizeAsync(PipeReader mime, CancellationToken cancellationToken)
    {
        using var stream = mime.AsStream();
        var reader = new ArrivalReader(stream);
        try
        {
            await reader.ReadMessageAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException)
        {
            // Too much of something, or no mail: the summary shows what was found so far.
        }

        using var message = new MimeMessage(reader.header);
        return MailInspector.Summarize(message, 0, reader.attachments);
    }

    protected override void OnHeadersBegin(long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => disposition = null;

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        base.OnHeaderRead(header, beginLineNumber, cancellationToken);
        if (!hasHeader)
            this.header.Add(header);
        if (header.Id == HeaderId.ContentDisposition && ContentDisposition.TryParse(Options, header.RawValue, out var read))
            disposition = read;
    }

    protected override void OnHeadersEnd(long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken) => hasHeader = true;

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        base.OnMimePartBegin(contentType, beginOffset, beginLineNumber, cancellationToken);
        NoteAttachment(contentType);
    }

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken)
    {
        base.OnMessagePartBegin(contentType, beginOffset, beginLineNumber, cancellationToken);
        NoteAttachment(contentType);
        depth++;
    }

    protected override void OnMessagePartEnd(ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) => depth--;

    // What an attached message has attached is its own.
    private void NoteAttachment(ContentType contentType)
    {
        if (depth == 0 && disposition?.IsAttachment == true && attachments.Count < MaxAttachments)
            attachments.Add(MailInspector.Cut(disposition.FileName ?? contentType.Name ?? ""));
    }
}
