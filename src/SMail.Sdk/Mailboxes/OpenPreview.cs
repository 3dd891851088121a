using SMail.Sdk.Messages;

namespace SMail.Sdk.Mailboxes;

/// <summary>What outsiders, and every server on the way to them, will see of a message. Zeroed on disposal.</summary>
public sealed class OpenPreview : IDisposable
{
    private readonly ZeroingStream mime;

    internal OpenPreview(IReadOnlyList<MailAddress> recipients, MailSummary summary, ZeroingStream mime) =>
        (Recipients, Summary, this.mime) = (recipients, summary, mime);

    /// <summary>Who will see it; empty where nobody is outside. Secret recipients are among them, but nobody sees that.</summary>
    public IReadOnlyList<MailAddress> Recipients { get; }

    /// <summary>The fields that are shown first: the Subject among them, which is never sealed for outsiders.</summary>
    public MailSummary Summary { get; }

    /// <summary>The whole message as it will be sent, but for its Date and Message-ID, which are made when it is; header and text are open.</summary>
    public Stream Content => mime;

    /// <summary>Zeroes the message.</summary>
    public void Dispose() => mime.Dispose();
}
