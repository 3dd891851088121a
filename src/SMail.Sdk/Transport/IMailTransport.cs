using SMail.Sdk.Server;

namespace SMail.Sdk.Transport;

/// <summary>Hands open mail to the outside world. It adds nothing to and takes nothing from the message's bytes.</summary>
/// <remarks>Calls are safe from many threads. What it can't do for now is a result, not an exception; an exception counts as "try again later" for every recipient.</remarks>
public interface IMailTransport
{
    /// <summary>Hands one message to some recipients, with as few transactions as their servers allow.</summary>
    /// <param name="envelope">From and to.</param>
    /// <param name="message">The pieces of the message in their order; each is only valid until the next is asked for. It may be enumerated more than once, and by several at a time: each reads it anew.</param>
    /// <param name="cancellationToken">Ends the wait; recipients without a result are tried again.</param>
    /// <returns>One result per recipient, in their order.</returns>
    ValueTask<IReadOnlyList<TransportResult>> SendAsync(MailEnvelope envelope, IAsyncEnumerable<OpenMessage> message, CancellationToken cancellationToken);

    /// <summary>Names where mail to a domain goes, alike for domains whose mail goes to the same place: their recipients may share a transaction, and their deliveries are counted together.</summary>
    /// <returns>The default is the domain.</returns>
    ValueTask<string> FindDestinationAsync(string domain, CancellationToken cancellationToken) => ValueTask.FromResult(domain);
}

/// <summary>The envelope of a message (RFC 5321, section 2.3.1), which is not its header.</summary>
/// <param name="Id">That of the first recipient: it stays the same when his delivery is tried again.</param>
/// <param name="Sender">The reverse path.</param>
/// <param name="Recipients">The forward paths; at least one.</param>
public sealed record MailEnvelope(Guid Id, MailAddress Sender, IReadOnlyList<MailAddress> Recipients);

/// <summary>What became of one recipient.</summary>
public enum TransportStatus
{
    /// <summary>The next server has taken the message.</summary>
    Accepted,
    /// <summary>Not now; it is tried again.</summary>
    TryLater,
    /// <summary>Never.</summary>
    Refused,
}

/// <summary>What became of one recipient, and why.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">What the other side said; null when accepted.</param>
public sealed record TransportResult(TransportStatus Status, string? Reason = null)
{
    /// <summary>The enhanced status code (RFC 3463), the other side's or one that says the same; null where none is known.</summary>
    public EnhancedStatus? Code { get; init; }

    /// <summary>The other side's reply code (RFC 5321, section 4.2); null where there was no reply.</summary>
    public int? ReplyCode { get; init; }

    /// <summary>The name of the server that was asked last; null where none was reached.</summary>
    public string? Server { get; init; }
}
