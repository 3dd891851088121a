namespace SMail.Sdk.Server;

/// <summary>The login record of an account: what a stolen database holds, and nothing to test a guess against without the server secrets.</summary>
internal sealed record LoginRow
{
    public static Guid RowId => Guid.Empty;

    public required MailAddress Address { get; init; }
    public required LoginParameters Login { get; init; }
    public required int ShareVersion { get; init; }
    public required int PepperVersion { get; init; }
    public required ulong Generation { get; init; }
    public required ulong Epoch { get; init; }
    public required TokenHash Verifier { get; init; }
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>Whether an administrator switched the account off: no login, and no session goes on.</summary>
    public bool Suspended { get; init; }

    /// <summary>When the password was last changed; null where it is the first one.</summary>
    public DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>The first epoch whose sessions still count: another password ends those before it.</summary>
    public ulong SessionsFrom { get; init; }

    /// <summary>The session that made the last change, and goes on.</summary>
    public TokenHash? KeptSession { get; init; }

    /// <summary>How many changes that session made.</summary>
    public int KeptChanges { get; init; }

    /// <summary>A reset that waits for its owner: no login until then. Null where none does.</summary>
    public PendingReset? Reset { get; init; }

    /// <summary>The reset that was redeemed last, so that what broke off after it can be finished; null for none.</summary>
    public RedeemedReset? Redeemed { get; init; }

    /// <summary>How many sets of keys resets have left locked.</summary>
    public int LockedSets { get; init; }

    /// <summary>What the recovery phrase is known by; null where there is none.</summary>
    public StoredPhrase? Recovery { get; init; }

    /// <summary>Whether a session of this account is still good.</summary>
    public bool Keeps(SessionRow session) => !Suspended && Reset is null && (session.Epoch >= SessionsFrom || (KeptSession is { } kept && kept.Matches(session.Token)));
}

/// <summary>A token that was issued and not redeemed yet.</summary>
internal sealed record PendingReset(TokenHash Token, DateTimeOffset ExpiresAt);

/// <summary>A token that was redeemed, and the certificate that was made with it.</summary>
internal sealed record RedeemedReset(TokenHash Token, CertificateBytes Certificate);

/// <summary>A recovery phrase. A used one keeps its verifier, so that a recovery whose answer was lost is known again, and loses the key.</summary>
internal sealed record StoredPhrase(int PepperVersion, TokenHash Verifier, int ShareVersion, SealedRecord? WrappedAccountKey);

/// <summary>A record sealed under the account key; what it is, is its row id.</summary>
internal sealed record RecordRow(SealedRecord Record);

internal sealed record SessionRow(MailAddress Address, TokenHash Token, DateTimeOffset ExpiresAt)
{
    /// <summary>The epoch of the login record it was made with; 0 in rows of 0.1.0, which knew no other than the first.</summary>
    public ulong Epoch { get; init; }
}

/// <summary>A message of the mailbox; or, hidden from lists, a body that waits for its deliveries.</summary>
internal sealed record EntryRow
{
    /// <summary>The group of entries that only hold a body.</summary>
    public const int HiddenGroup = 0;

    public required SubmissionId Submission { get; init; }
    public required MailAddress Sender { get; init; }
    public required StoredBody Body { get; init; }
    public required DateTimeOffset Received { get; init; }

    /// <summary>How many deliveries still need this row's body. A hidden row goes when none does.</summary>
    public int Waiting { get; init; }

    public SealedCopy? Copy { get; init; }

    /// <summary>Whether intake sealed it: mail from outside, or a report. No submission can say so.</summary>
    public bool HasArrived { get; init; }

    /// <summary>Of a Sent copy: every recipient of the submission.</summary>
    public IReadOnlyList<RecipientState> Recipients { get; init; } = [];
}

/// <summary>Where a body is: in the row's content, or in a blob.</summary>
internal sealed record StoredBody(BlobId? Blob, long Length);

internal sealed record OutboxRow
{
    public required SubmissionId Submission { get; init; }
    public required MailAddress Sender { get; init; }
    public required MailAddress Recipient { get; init; }

    /// <summary>Names the transaction to the outside, the same at every try.</summary>
    public required Guid Transaction { get; init; }

    /// <summary>The entry of the same account that holds the body and counts the deliveries.</summary>
    public required EntryId Holder { get; init; }

    /// <summary>For a recipient inside; null outside.</summary>
    public SealedCopy? Copy { get; init; }

    public required DateTimeOffset Since { get; init; }
    public int Attempts { get; init; }

    /// <summary>Whether the sender was told that it is late.</summary>
    public bool IsWarned { get; init; }
}

/// <summary>A delivery outside that failed, and why; its body is kept with it.</summary>
internal sealed record DeadLetterRow(OutboxRow Delivery, string? Reason);

/// <summary>An account is being deleted; the row goes when a whole pass over its rows finds nothing more.</summary>
internal sealed record ErasureRow(MailAddress Address)
{
    public static Guid RowId => Guid.Empty;
}

/// <summary>An entry is there, and its hold on a blob is to be taken.</summary>
internal sealed record HoldRow(EntryId Entry);

/// <summary>An entry is gone, and its hold on a blob is to go too.</summary>
internal sealed record UnreferenceRow(BlobId Blob, EntryId Entry);
