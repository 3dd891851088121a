using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>The keys that a sender's signature may be by.</summary>
/// <param name="Certificates">All that are known: the pinned one, and what the directory shows.</param>
/// <param name="IsPinned">Whether a key of this sender was seen before.</param>
/// <param name="IsKnown">Whether a key that signed at a time is one that was seen or accepted before.</param>
internal sealed record SenderKeys(IReadOnlyList<Certificate> Certificates, bool IsPinned, Func<Fingerprint, DateTimeOffset?, bool> IsKnown)
{
    /// <summary>The reader's own keys: nobody has to tell him of it.</summary>
    public static SenderKeys Own(IReadOnlyList<Certificate> certificates) => new(certificates, true, (signer, _) => certificates.Any(own => own.Fingerprint == signer));

    /// <summary>Nobody's: of a sender outside.</summary>
    public static SenderKeys None { get; } = new([], false, (_, _) => false);
}
