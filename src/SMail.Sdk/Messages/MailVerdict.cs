namespace SMail.Sdk.Messages;

/// <summary>What is to be thought of a message: the first that applies, in this order.</summary>
public enum MailVerdict
{
    /// <summary>Its signature does not hold, or it can't be opened. Nothing of it is shown.</summary>
    Bad,
    /// <summary>It is sealed to a key from before a reset, and that key is locked. Nothing of it is shown before <see cref="Accounts.IAccountService.UnlockLegacyAsync"/>.</summary>
    Locked,
    /// <summary>It came from outside in the open and was sealed on arrival; nobody vouches for its sender.</summary>
    ArrivedOpen,
    /// <summary>No signature of anybody known.</summary>
    Unsigned,
    /// <summary>Signed by somebody else than its From address says.</summary>
    SenderMismatch,
    /// <summary>Signed by another key than the one known for the sender.</summary>
    KeyChanged,
    /// <summary>Signed for others: this reader is not among its intended recipients.</summary>
    NotForMe,
    /// <summary>What the list showed is not what the message says.</summary>
    SummaryMismatch,
    /// <summary>The same submission was seen before.</summary>
    Replayed,
    /// <summary>Good, and the first from this sender's key.</summary>
    FirstSeen,
    /// <summary>Good: signed by the known key of the From address, for this reader, over all that is shown.</summary>
    Verified,
}
