using SMail.Sdk.Transport;

namespace SMail.Sdk.Delivery;

/// <summary>The way in for mail from outside: what a mail server in front hands over, by LMTP (RFC 2033) or by an application's own means.</summary>
/// <remarks>
/// A message is sealed to its recipients' keys before its first byte is stored. The same message handed over twice is there twice:
/// a Message-ID is anybody's to choose, so nothing is told apart by it.
/// </remarks>
public interface IInbox
{
    /// <summary>The largest message that is taken, in bytes.</summary>
    long MaxMessageBytes { get; }

    /// <summary>Whether mail to an address would be taken; asked at <c>RCPT TO</c> (RFC 5321, section 4.1.1.3), so that a wrong one is refused at once.</summary>
    /// <exception cref="Storage.StorageException">Storage does not answer.</exception>
    ValueTask<InboundResult> CheckRecipientAsync(string recipient, CancellationToken cancellationToken = default);

    /// <summary>Takes a message for its recipients.</summary>
    /// <returns>One result per recipient, in their order. What was not accepted was not stored for that recipient.</returns>
    /// <exception cref="IOException">The message's stream failed; nothing was stored.</exception>
    ValueTask<IReadOnlyList<InboundResult>> AcceptAsync(InboundMessage message, CancellationToken cancellationToken = default);
}

/// <summary>What becomes of mail for one recipient.</summary>
public enum InboundStatus
{
    /// <summary>It is, or would be, in the mailbox.</summary>
    Accepted,
    /// <summary>Not now; the sender's server is to try again.</summary>
    TryLater,
    /// <summary>Never.</summary>
    Refused,
}

/// <summary>What becomes of mail for one recipient, and why.</summary>
/// <param name="Status">What becomes of it.</param>
/// <param name="Code">The same as an enhanced status code (RFC 3463).</param>
/// <param name="Text">A sentence of ours for the other server; it tells nothing that the code does not.</param>
public sealed record InboundResult(InboundStatus Status, EnhancedStatus Code, string Text)
{
    internal static InboundResult Accepted { get; } = new(InboundStatus.Accepted, new EnhancedStatus(2, 1, 5), "The mailbox has it.");

    internal static InboundResult NoSuchMailbox { get; } = new(InboundStatus.Refused, new EnhancedStatus(5, 1, 1), "There is no such mailbox here.");

    internal static InboundResult Closed { get; } = new(InboundStatus.TryLater, new EnhancedStatus(4, 2, 1), "The mailbox is closed for now.");

    internal static InboundResult Failed { get; } = new(InboundStatus.TryLater, new EnhancedStatus(4, 3, 0), "The mail system failed; try again later.");

    internal static InboundResult Busy { get; } = new(InboundStatus.TryLater, new EnhancedStatus(4, 3, 2), "The mail system has too much to do; try again later.");

    internal static InboundResult TooLarge { get; } = new(InboundStatus.Refused, new EnhancedStatus(5, 3, 4), "The message is too large.");

    internal static InboundResult HeaderTooLarge { get; } = new(InboundStatus.Refused, new EnhancedStatus(5, 6, 0), "The header of the message is too large.");

    internal static InboundResult Loop { get; } = new(InboundStatus.Refused, new EnhancedStatus(5, 4, 6), "The message has passed too many servers; it goes in a circle.");

    internal static InboundResult ClaimsLocal { get; } = new(InboundStatus.Refused, new EnhancedStatus(5, 7, 1), "The message claims an author of this system, and did not come from it.");
}
