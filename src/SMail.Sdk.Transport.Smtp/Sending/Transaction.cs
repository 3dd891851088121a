using MimeKit;
using SMail.Sdk.Transport.Smtp.Replies;

namespace SMail.Sdk.Transport.Smtp.Sending;

/// <summary>One transaction and what was answered in it.</summary>
internal sealed class Transaction(Guid id, OutgoingMessage content, MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients)
{
    public Guid Id => id;

    public OutgoingMessage Content => content;

    public MailboxAddress Sender => sender;

    public IReadOnlyList<MailboxAddress> Recipients => recipients;

    /// <summary>International where addresses or header need RFC 6531; else MailKit says nothing of it.</summary>
    public FormatOptions Format { get; } = NewFormat(content);

    /// <summary>Whether the server said anything at all.</summary>
    public bool IsSenderAnswered { get; set; }

    /// <summary>What it said against the sender; then the replies to the recipients mean nothing.</summary>
    public Reply? SenderRefused { get; set; }

    /// <summary>What it said against recipients.</summary>
    public Dictionary<MailboxAddress, Reply> Refused { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether any of the message was sent: from then on another server would be a second copy.</summary>
    public bool HasContentBegun { get; set; }

    /// <summary>Whether all of it was sent: a yes before that is none.</summary>
    public bool HasContentEnded { get; set; }

    /// <summary>What it said to the end of the message.</summary>
    public Reply? Final { get; set; }

    private static FormatOptions NewFormat(OutgoingMessage content)
    {
        var format = FormatOptions.Default.Clone();
        format.International = content.NeedsUtf8;
        VerbatimPart.HideFields(format);
        return format;
    }
}
