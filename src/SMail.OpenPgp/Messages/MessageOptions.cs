namespace SMail.OpenPgp;

/// <summary>A notation of a signature (RFC 9580, section 5.2.3.24); always hashed and human-readable here.</summary>
public sealed record Notation(string Name, string Value);

/// <summary>How signatures are made (RFC 9580, section 5.2).</summary>
public record SignOptions
{
    /// <summary>The keys that sign (RFC 9580, section 10.2).</summary>
    public IReadOnlyList<SecretKey> Signers { get; init; } = [];

    /// <summary>Notations to put into every signature, hashed (RFC 9580, section 5.2.3.24).</summary>
    public IReadOnlyList<Notation> Notations { get; init; } = [];

    /// <summary>Whether the signature is over text, whose ends of lines may change on the way (RFC 9580, section 5.2.1.2).</summary>
    public bool AsText { get; init; }

    /// <summary>Whether the result is ASCII armor (RFC 9580, section 6.2).</summary>
    public bool Armor { get; init; }

    /// <summary>The clock for signature creation times and key validity (RFC 9580, section 5.2.3.11).</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>How a message is signed and encrypted; unsigned when there are no signers (RFC 9580, section 10.3).</summary>
public sealed record EncryptOptions : SignOptions
{
    /// <summary>The certificates to encrypt to; at least one, unless there are passwords (RFC 9580, section 5.1).</summary>
    public required IReadOnlyList<Certificate> Recipients { get; init; }

    /// <summary>Passwords that open the message too, as bytes (RFC 9580, section 5.3).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Passwords { get; init; } = [];

    /// <summary>How a message is written that passwords alone open. Recipients are written to as they ask.</summary>
    /// <value>The default is <see cref="OpenPgpProfile.Compatible"/>: version 1 of the encrypted packet (RFC 9580, section 5.13.1).</value>
    public OpenPgpProfile Profile { get; init; } = OpenPgpProfile.Compatible;

    /// <summary>What the message is for; keys that are not made for it are passed over (RFC 9580, section 5.2.3.29).</summary>
    /// <value>The default is <see cref="EncryptionPurpose.Any"/>.</value>
    public EncryptionPurpose Purpose { get; init; }

    /// <summary>Whether the key packets leave out whom they are for (RFC 9580, section 5.1.8). The signature says it inside.</summary>
    public bool HidesRecipients { get; init; }

    /// <summary>Receives the session key while the message is made, to be kept by whoever may read it; valid during the call (RFC 9580, section 5.13).</summary>
    public Action<SessionKey>? OnSessionKey { get; init; }

    /// <summary>The intended recipients named in the signatures (RFC 9580, section 5.2.3.36).</summary>
    /// <value>The default is null: the <see cref="Recipients"/>.</value>
    public IReadOnlyList<Fingerprint>? IntendedRecipients { get; init; }
}

/// <summary>Which certificates are trusted to verify, and at what time (RFC 9580, section 10.1).</summary>
public record VerifyOptions
{
    /// <summary>What is taken, and what it may cost.</summary>
    /// <value>The default is <see cref="OpenPgpPolicy.Default"/>.</value>
    public OpenPgpPolicy Policy { get; init; } = OpenPgpPolicy.Default;

    /// <summary>The certificates whose signatures count (RFC 9580, section 10.1).</summary>
    public IReadOnlyList<Certificate> Certificates { get; init; } = [];

    /// <summary>The clock for key validity (RFC 9580, section 5.2.3.13).</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>How a message is decrypted and verified, and what it may cost (RFC 9580, section 10.3).</summary>
public sealed record DecryptOptions : VerifyOptions
{
    /// <summary>The keys to try (RFC 9580, section 10.2).</summary>
    public IReadOnlyList<SecretKey> Keys { get; init; } = [];

    /// <summary>The passwords to try, as bytes (RFC 9580, section 5.3).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Passwords { get; init; } = [];

    /// <summary>Session keys to try, of whoever read the message before (RFC 9580, section 5.13).</summary>
    public IReadOnlyList<SessionKey> SessionKeys { get; init; } = [];

    /// <summary>Key packets that belong in front of the stream, for a message kept in its split form (RFC 9580, section 5.1).</summary>
    public ReadOnlyMemory<byte> KeyPackets { get; init; }

    /// <summary>The largest plaintext released, in bytes.</summary>
    /// <value>The default is 1 GiB.</value>
    public long MaxPlaintextBytes { get; init; } = 1L << 30;

    /// <summary>How much plaintext may be held in memory until the message is checked, in bytes.</summary>
    /// <value>The default is 64 MiB; above it a message is read twice. Of the ciphertext half as much is held, the rest in a private delete-on-close file.</value>
    public long MaxMemoryBytes { get; init; } = 64L << 20;
}
