namespace SMail.Sdk.Server;


/// <summary>What a proof is derived with.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Kdf">The cost.</param>
/// <param name="Salt">The account's 16 bytes, <c>s</c>.</param>
public sealed record LoginParameters(LoginProtocol Protocol, KdfParameters Kdf, AccountSalt Salt);

/// <summary>Asks what a proof is derived with.</summary>
/// <param name="Address">The address.</param>
public sealed record PreloginRequest(MailAddress Address) : DoorRequest;

/// <summary>Shows a proof.</summary>
/// <param name="Address">The address.</param>
/// <param name="Proof">The proof.</param>
public sealed record LoginRequest(MailAddress Address, LoginProof Proof) : DoorRequest
{
    /// <summary>What an earlier login on this device gave; null on a new one.</summary>
    public DeviceToken? Device { get; init; }
}

/// <summary>What a verified proof gives.</summary>
public sealed record LoginGrant
{
    /// <summary>For every later call.</summary>
    public required AccessToken Token { get; init; }

    /// <summary>When the token stops to work.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The server's share of the key.</summary>
    public required KeyShare Share { get; init; }

    /// <summary>The account key, wrapped.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>The OpenPGP secret keys, sealed under the account key.</summary>
    public required SealedRecord SecretKeys { get; init; }

    /// <summary>For the next login on this device.</summary>
    public required DeviceToken Device { get; init; }

    /// <summary>The state record; null where the account has none yet.</summary>
    public StoredRecord? State { get; init; }

    /// <summary>How many sets of keys resets have left locked.</summary>
    public int LockedSets { get; init; }

    /// <summary>What stretching is to cost from now on; null where the account's cost is good enough.</summary>
    public KdfParameters? Upgrade { get; init; }
}

/// <summary>Ends a login.</summary>
public sealed record LogoutRequest : AuthorizedRequest;
