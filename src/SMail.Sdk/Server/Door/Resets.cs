namespace SMail.Sdk.Server;

/// <summary>Shows a reset token and asks what a new login record is to be made with.</summary>
/// <param name="Address">The account's own address.</param>
/// <param name="ResetToken">As the administrator gave it.</param>
public sealed record PrepareResetRequest(MailAddress Address, ResetToken ResetToken) : DoorRequest;

/// <summary>What a reset token is good for.</summary>
/// <param name="Terms">What to redeem it with; null where it was redeemed before, and then what had broken off is finished now.</param>
public sealed record PreparedReset(ResetTerms? Terms);

/// <summary>What the login record after a reset is made with.</summary>
/// <param name="Account">The account, which stays the same.</param>
/// <param name="Login">What the new password is to be stretched with.</param>
/// <param name="Share">The server's share of the new key.</param>
/// <param name="ShareVersion">The version of the server secret the share was made with.</param>
/// <param name="Generation">The generation of the new record.</param>
/// <param name="Epoch">The epoch of the new record.</param>
public sealed record ResetTerms(AccountId Account, LoginParameters Login, KeyShare Share, int ShareVersion, ulong Generation, ulong Epoch);

/// <summary>Replaces an account's login and keys; those before stay, locked.</summary>
public sealed record RedeemResetRequest : DoorRequest
{
    /// <summary>The account's own address.</summary>
    public required MailAddress Address { get; init; }

    /// <summary>As the administrator gave it.</summary>
    public required ResetToken ResetToken { get; init; }

    /// <summary>What a login will have to show from now on.</summary>
    public required LoginProof Proof { get; init; }

    /// <summary>What the new password was stretched with.</summary>
    public required LoginParameters Login { get; init; }

    /// <summary>The version of the server's share that was mixed in.</summary>
    public required int ShareVersion { get; init; }

    /// <summary>The generation of the new record: one more than the old one's.</summary>
    public required ulong Generation { get; init; }

    /// <summary>The epoch of the new record: one more than the old one's.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>The new account key, wrapped.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>The new OpenPGP secret keys, sealed under the new account key.</summary>
    public required SealedRecord SecretKeys { get; init; }

    /// <summary>The first state record under the new account key.</summary>
    public required SealedRecord State { get; init; }

    /// <summary>The new certificate.</summary>
    public required CertificateBytes Certificate { get; init; }

    /// <summary>A detached binary signature by its primary key over <see cref="RegistrationStatement"/>.</summary>
    public required SignatureBytes KeySignature { get; init; }
}

/// <summary>Asks what passwords from before resets were stretched with.</summary>
public sealed record ListLockedKeysRequest : AuthorizedRequest;

/// <summary>Which locked sets there are.</summary>
/// <param name="Logins">What their passwords were stretched with, each once.</param>
public sealed record LockedKeysList(IReadOnlyList<LoginParameters> Logins);

/// <summary>Proves a password from before a reset.</summary>
/// <param name="Proof">The proof.</param>
public sealed record UnlockKeysRequest(LoginProof Proof) : AuthorizedRequest;

/// <summary>What such a proof gives.</summary>
/// <param name="Sets">Every locked set of that password; at least one.</param>
public sealed record UnlockedKeys(IReadOnlyList<LockedKeys> Sets);

/// <summary>The keys from before a reset.</summary>
/// <param name="Login">What the password was stretched with.</param>
/// <param name="Share">The server's share of the key.</param>
/// <param name="WrappedAccountKey">The account key of that time, wrapped.</param>
/// <param name="SecretKeys">The OpenPGP secret keys of that time, sealed under that account key.</param>
public sealed record LockedKeys(LoginParameters Login, KeyShare Share, SealedRecord WrappedAccountKey, SealedRecord SecretKeys);
