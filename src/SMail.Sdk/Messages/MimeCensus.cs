using MimeKit;

namespace SMail.Sdk.Messages;

/// <summary>Counts parts and header fields before a tree is made of them: a tree of a few hostile megabytes would fill the memory.</summary>
internal class MimeCensus : MimeReader
{
    private const int MaxParts = 1000;
    private const int MaxFields = 20_000;
    private int parts;
    private int fields;

    protected MimeCensus(Stream mime, ParserOptions options) : base(new LineGuardStream(mime), MimeFormat.Entity) => Options = options;

    /// <summary>Reads the message to its end.</summary>
    /// <exception cref="FormatException">It has too many parts or fields, or can't be read.</exception>
    public static void Check(Stream mime, ParserOptions options, CancellationToken cancellationToken) =>
        new MimeCensus(mime, options).ReadMessage(cancellationToken);

    protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => CountPart(cancellationToken);

    protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => CountPart(cancellationToken);

    protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => CountPart(cancellationToken);

    protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
    {
        if (++fields > MaxFields)
            throw new FormatException("Too many header fields.");
    }

    private void CountPart(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++parts > MaxParts)
            throw new FormatException("Too many parts.");
    }
}
