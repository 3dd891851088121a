namespace SMail.OpenPgp;

/// <summary>What is to be thought of one signature (RFC 9580, section 5.2.5).</summary>
public enum SignatureStatus
{
    /// <summary>Made by one of the given certificates, over exactly these bytes, by a key valid when it signed (RFC 9580, section 5.2.4).</summary>
    Good,
    /// <summary>The signature is malformed, or names a known key and does not fit the bytes.</summary>
    Bad,
    /// <summary>None of the given certificates holds the key that made it.</summary>
    UnknownKey,
    /// <summary>The key was expired, revoked or not a signing key when it signed, or the signature has expired or is dated in the future.</summary>
    UnusableKey,
    /// <summary>A version or algorithm this engine, or the policy, does not take.</summary>
    Unsupported,
}

/// <summary>The verdict on one signature. Everything but the status counts only when it is <see cref="SignatureStatus.Good"/> (RFC 9580, section 5.2).</summary>
/// <param name="Status">The verdict.</param>
/// <param name="Signer">The certificate it names as its maker, one of those given; null when none holds that key.</param>
/// <param name="Created">When it says it was made; null if it does not say.</param>
/// <param name="IntendedRecipients">The primary fingerprints it names as intended recipients; empty when it names none.</param>
/// <param name="Notations">Its hashed notations.</param>
public sealed record SignatureVerdict(
    SignatureStatus Status,
    Certificate? Signer,
    DateTimeOffset? Created,
    IReadOnlyList<Fingerprint> IntendedRecipients,
    IReadOnlyList<Notation> Notations)
{
    /// <summary>The key or subkey that made it; the default when it is not known (RFC 9580, section 5.2.3.35).</summary>
    public Fingerprint SigningKey { get; init; }

    /// <summary>Whether it is over text, whose ends of lines may have changed (RFC 9580, section 5.2.1.2).</summary>
    public bool IsText { get; init; }
}
