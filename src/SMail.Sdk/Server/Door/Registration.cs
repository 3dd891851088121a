namespace SMail.Sdk.Server;

/// <summary>Asks about a name.</summary>
/// <param name="Address">The address it would become.</param>
public sealed record CheckNameRequest(MailAddress Address) : DoorRequest;

/// <summary>Whether a name could be registered.</summary>
/// <param name="IsAvailable">True when nobody has it or holds it.</param>
public sealed record NameAvailability(bool IsAvailable);

/// <summary>Asks for a reservation.</summary>
/// <param name="Address">The address.</param>
/// <param name="ReservationToken">Drawn by the client; proves the reservation later.</param>
public sealed record ReserveRequest(MailAddress Address, ReservationToken ReservationToken) : DoorRequest;

/// <summary>A name held for a while.</summary>
/// <param name="Account">The id of the account to be.</param>
/// <param name="ExpiresAt">The first moment at which it is free again.</param>
/// <param name="Login">What the password is to be stretched with.</param>
/// <param name="Share">The server's share of the key.</param>
/// <param name="ShareVersion">The version of the server secret the share was made with.</param>
public sealed record Reservation(AccountId Account, DateTimeOffset ExpiresAt, LoginParameters Login, KeyShare Share, int ShareVersion);

/// <summary>Turns a reservation into an account.</summary>
public sealed record CompleteRegistrationRequest : DoorRequest
{
    /// <summary>The address.</summary>
    public required MailAddress Address { get; init; }

    /// <summary>Proves the reservation.</summary>
    public required ReservationToken ReservationToken { get; init; }

    /// <summary>What a login will have to show.</summary>
    public required LoginProof Proof { get; init; }

    /// <summary>What the password was stretched with.</summary>
    public required LoginParameters Login { get; init; }

    /// <summary>The version of the server's share that was mixed in.</summary>
    public required int ShareVersion { get; init; }

    /// <summary>The account key, wrapped.</summary>
    public required SealedRecord WrappedAccountKey { get; init; }

    /// <summary>The OpenPGP secret keys, sealed under the account key.</summary>
    public required SealedRecord SecretKeys { get; init; }

    /// <summary>The certificate.</summary>
    public required CertificateBytes Certificate { get; init; }

    /// <summary>A detached binary signature by its primary key over <see cref="RegistrationStatement"/>.</summary>
    public required SignatureBytes KeySignature { get; init; }

    /// <summary>What the owner tells the administration; null for nothing.</summary>
    public ContactDetails? Contact { get; init; }

    /// <summary>Whether the owner asks for the newsletter.</summary>
    public bool Newsletter { get; init; }
}

/// <summary>An OpenPGP signature packet; public.</summary>
/// <param name="Bytes">The packet.</param>
public sealed record SignatureBytes(ReadOnlyMemory<byte> Bytes);
