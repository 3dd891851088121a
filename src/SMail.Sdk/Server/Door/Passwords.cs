namespace SMail.Sdk.Server;

/// <summary>Why a login record is replaced.</summary>
public enum PasswordChangeKind
{
    /// <summary>Another password; the account key stays.</summary>
    Change,
    /// <summary>Another password, another account key, and another subkey to encrypt to.</summary>
    RotateKeys,
    /// <summary>The same password, stretched at a higher cost.</summary>
    Upgrade,
}

/// <summary>Asks what a new login record is to be made with.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Proof">Proves the old password.</param>
public sealed record PreparePasswordChangeRequest(PasswordChangeKind Kind, LoginProof Proof) : AuthorizedRequest;

/// <summary>What a new login record is made with.</summary>
/// <param name="Login">What the new password is to be stretched with.</param>
/// <param name="Share">The server's share of the new key.</param>
/// <param name="ShareVersion">The version of the server secret the share was made with.</param>
/// <param name="Generation">The generation of the new record.</param>
/// <param name="Epoch">The epoch of the new record.</param>
public sealed record PasswordChangeTerms(LoginParameters Login, KeyShare Share, int ShareVersion, ulong Generation, ulong Epoch);

/// <summary>Replaces the login record, in one commit with the state record.</summary>
public sealed record ChangePasswordRequest : AuthorizedRequest, INewLogin
{
    /// <summary>Why.</summary>
    public required PasswordChangeKind Kind { get; init; }

    /// <summary>Proves the old password.</summary>
    public required LoginProof OldProof { get; init; }

    /// <summary>What a login will have to show from now on.</summary>
    public required LoginProof NewProof { get; init; }

    /// <summary>What the new password was stretched with.</summary>
    public required LoginParameters Login { get; init; }

    /// <summary>The version of the server's share that was mixed in.</summary>
    public required int ShareVersion { get; init; }

    /// <summary>The generation of the new record.</summary>
    public required ulong Generation { get; init; }

    /// <summary>The epoch of the new record: one more than the old one's.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>The account key, wrapped under the new password.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>The state record that says the same.</summary>
    public required RecordWrite State { get; init; }

    /// <summary>When keys are rotated: the OpenPGP secret keys under the new account key; otherwise null.</summary>
    public SealedRecord? SecretKeys { get; init; }

    /// <summary>When keys are rotated: every other record of the account under the new account key, at most <see cref="MaxRecords"/>; otherwise empty.</summary>
    public IReadOnlyList<RecordWrite> Records { get; init; } = [];

    /// <summary>The most records that are sealed anew in one commit.</summary>
    public const int MaxRecords = 4000;
}

/// <summary>Publishes what the account's own certificate has gained: a subkey, a revocation.</summary>
/// <param name="Certificate">The whole certificate, of the same primary key and with all that the last one has.</param>
public sealed record PublishCertificateRequest(CertificateBytes Certificate) : AuthorizedRequest;
