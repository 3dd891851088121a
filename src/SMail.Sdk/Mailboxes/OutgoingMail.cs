namespace SMail.Sdk.Mailboxes;

/// <summary>Mail to be sent: composed, or raw bytes as they are.</summary>
/// <remarks>Recipients are written <c>bob</c> (a user of the first hosted domain), <c>bob@example.org</c> or <c>Bob &lt;bob@example.org&gt;</c>.</remarks>
public abstract record OutgoingMail
{
    private protected OutgoingMail() { }

    /// <summary>Whom it is for.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Who gets a copy that everybody sees.</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>Who gets a copy that nobody else learns of.</summary>
    public IReadOnlyList<string> Bcc { get; init; } = [];

    /// <summary>Never the content.</summary>
    public sealed override string ToString() => "[mail]";
}

/// <summary>A message to be written as MIME.</summary>
public sealed record ComposedMail : OutgoingMail
{
    /// <summary>The subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The text; null for none.</summary>
    public string? Text { get; init; }

    /// <summary>The same as HTML; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>Files.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];
}

/// <summary>A message that is sent as it is, byte for byte. To, Cc and Bcc are its envelope: nothing in the message changes by them.</summary>
/// <param name="Bytes">RFC 5322 bytes, well-formed or not; with a Bcc field it is refused, because that field would be shown to all.</param>
public sealed record RawMail(ReadOnlyMemory<byte> Bytes) : OutgoingMail;

/// <summary>A file within a message.</summary>
/// <param name="Name">The file name, without a folder.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type; null to go by the name.</param>
public sealed record MailAttachment(string Name, ReadOnlyMemory<byte> Content, string? ContentType = null)
{
    /// <summary>Never the content, nor its name.</summary>
    public override string ToString() => "[attachment]";
}
