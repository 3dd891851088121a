namespace SMail.Sdk.Server;

/// <summary>Asks what a recovery phrase is to be made with.</summary>
/// <param name="Proof">Proves the password.</param>
public sealed record PrepareRecoveryPhraseRequest(LoginProof Proof) : AuthorizedRequest;

/// <summary>What a recovery phrase is made with.</summary>
/// <param name="Share">The server's share of the key that the phrase gives.</param>
/// <param name="ShareVersion">The version of the server secret the share was made with.</param>
/// <param name="Generation">The generation of the account key.</param>
public sealed record RecoveryPhraseTerms(KeyShare Share, int ShareVersion, ulong Generation);

/// <summary>Keeps what a recovery phrase is known by, in place of an earlier one.</summary>
public sealed record PutRecoveryPhraseRequest : AuthorizedRequest
{
    /// <summary>Proves the password.</summary>
    public required LoginProof Proof { get; init; }

    /// <summary>What a recovery will have to show.</summary>
    public required LoginProof PhraseProof { get; init; }

    /// <summary>The version of the server's share that was mixed in.</summary>
    public required int ShareVersion { get; init; }

    /// <summary>The generation of the account key.</summary>
    public required ulong Generation { get; init; }

    /// <summary>The account key, wrapped under the phrase.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }
}

/// <summary>Shows the proof of a recovery phrase and asks what a new login record is to be made with.</summary>
/// <param name="Address">The account's own address.</param>
/// <param name="PhraseProof">The proof.</param>
public sealed record PrepareRecoveryRequest(MailAddress Address, LoginProof PhraseProof) : DoorRequest;

/// <summary>What a recovery phrase is good for.</summary>
/// <param name="Terms">What to recover with; null where this phrase was used before.</param>
public sealed record PreparedRecovery(RecoveryTerms? Terms);

/// <summary>What the phrase opens, and what the login record after it is made with.</summary>
public sealed record RecoveryTerms
{
    /// <summary>The account.</summary>
    public required AccountId Account { get; init; }

    /// <summary>The server's share of the key that the phrase gives.</summary>
    public required KeyShare PhraseShare { get; init; }

    /// <summary>The account key, wrapped under the phrase.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>The state record.</summary>
    public required StoredRecord State { get; init; }

    /// <summary>What the new password is to be stretched with.</summary>
    public required LoginParameters Login { get; init; }

    /// <summary>The server's share of the new key.</summary>
    public required KeyShare Share { get; init; }

    /// <summary>The version of the server secret that share was made with.</summary>
    public required int ShareVersion { get; init; }

    /// <summary>The generation, which stays.</summary>
    public required ulong Generation { get; init; }

    /// <summary>The epoch of the new record.</summary>
    public required ulong Epoch { get; init; }
}

/// <summary>Replaces the login record without the old password, in one commit with the state record. The phrase is used up by it.</summary>
public sealed record RecoverRequest : DoorRequest, INewLogin
{
    /// <summary>The account's own address.</summary>
    public required MailAddress Address { get; init; }

    /// <summary>Proves the phrase.</summary>
    public required LoginProof PhraseProof { get; init; }

    /// <summary>What a login will have to show from now on.</summary>
    public required LoginProof NewProof { get; init; }

    /// <summary>What the new password was stretched with.</summary>
    public required LoginParameters Login { get; init; }

    /// <summary>The version of the server's share that was mixed in.</summary>
    public required int ShareVersion { get; init; }

    /// <summary>The generation, which stays.</summary>
    public required ulong Generation { get; init; }

    /// <summary>The epoch of the new record: one more than the old one's.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>The account key, wrapped under the new password.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>The state record that says the same.</summary>
    public required RecordWrite State { get; init; }
}
