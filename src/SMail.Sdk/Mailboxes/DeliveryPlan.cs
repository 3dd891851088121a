using SMail.OpenPgp;

namespace SMail.Sdk.Mailboxes;

/// <summary>How one recipient gets the message.</summary>
public enum DeliveryRoute
{
    /// <summary>Sealed: only the recipient can read it.</summary>
    Sealed,
    /// <summary>Open: the recipient is outside, and everybody on the way can read it. Transport to outside cannot be secured.</summary>
    Open,
    /// <summary>Not at all; the reason says why.</summary>
    Refused,
}

/// <summary>Why a recipient gets the message the way it does.</summary>
public enum RouteReason
{
    /// <summary>Inside, with a certificate.</summary>
    HasCertificate,
    /// <summary>Outside: no certificate is known.</summary>
    OutsideWithoutKey,
    /// <summary>Inside, but there is no such mailbox.</summary>
    NoSuchMailbox,
    /// <summary>Inside, but the certificate can't be used: expired, revoked, malformed, or, by this clock, not yet valid.</summary>
    UnusableCertificate,
    /// <summary>Outside, and this account's policy refuses open mail.</summary>
    PolicyRefusesOpen,
    /// <summary>The directory shows another key than the pinned one. Refused, unless the new key is accepted for this message.</summary>
    KeyChanged,
    /// <summary>The certificate says less than it said before; <see cref="PlannedRecipient.Downgrade"/> says who made it so.</summary>
    Downgraded,
    /// <summary>Outside, though mail to this address was sealed before. It needs consent whatever the policy says.</summary>
    WasSealed,
}

/// <summary>How a recipient is named in the message.</summary>
public enum RecipientKind
{
    /// <summary>In the To field.</summary>
    To,
    /// <summary>In the Cc field.</summary>
    Cc,
    /// <summary>Nowhere.</summary>
    Bcc,
}

/// <summary>One recipient of a plan.</summary>
/// <param name="Address">The address.</param>
/// <param name="Kind">How it is named.</param>
/// <param name="Route">How it gets the message.</param>
/// <param name="Reason">Why.</param>
public sealed record PlannedRecipient(MailAddress Address, RecipientKind Kind, DeliveryRoute Route, RouteReason Reason)
{
    /// <summary>The address whose mailbox gets the message, where it is another one; null else. The message is sealed for that address's key.</summary>
    public MailAddress? AliasOf { get; init; }

    /// <summary>Who made the certificate say less than before.</summary>
    public DowngradeCause Downgrade { get; init; }

    internal Certificate? Certificate { get; init; }
}

/// <summary>What will happen to a message, recipient by recipient, before anything is sent. For one session, one message and a short time; sending uses it up.</summary>
public sealed class DeliveryPlan
{
    private int used;

    internal DeliveryPlan(AccountId account, OutgoingMail mail, IReadOnlyList<PlannedRecipient> recipients, DateTimeOffset expiresAt, bool needsConsent)
    {
        (Account, Mail, Recipients, ExpiresAt, NeedsConsent) = (account, mail, recipients, expiresAt, needsConsent);
    }

    /// <summary>The recipients, each once.</summary>
    public IReadOnlyList<PlannedRecipient> Recipients { get; private set; }

    /// <summary>When the plan stops to count: what it says of others may change.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Whether somebody would get the message in the open and nobody has agreed to it yet.</summary>
    public bool NeedsConsent { get; private set; }

    internal AccountId Account { get; }

    internal OutgoingMail Mail { get; }

    /// <summary>The same at every try, so that sending again after a lost answer sends nothing twice.</summary>
    internal SubmissionId Submission { get; } = Id.Generate<SubmissionId>();

    /// <summary>Agrees, for this message, that recipients outside get it in the open.</summary>
    public DeliveryPlan AllowOpen()
    {
        NeedsConsent = false;
        return this;
    }

    /// <summary>Agrees, for this message, that a recipient whose key changed gets it sealed to the new key. The pin stays; other recipients too.</summary>
    public DeliveryPlan AcceptKeyChange(MailAddress address)
    {
        Recipients = [.. Recipients.Select(recipient => recipient.Address == address && recipient is { Reason: RouteReason.KeyChanged, Certificate: not null }
            ? recipient with { Route = DeliveryRoute.Sealed }
            : recipient)];
        return this;
    }

    internal bool TryUse() => Interlocked.Exchange(ref used, 1) == 0;

    internal void GiveBack() => Volatile.Write(ref used, 0);
}
