using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Whether a signature packet is one that counts, and whether it fits a digest.</summary>
internal static class SignatureCheck
{
    /// <summary>Whether policy and engine take a signature over a document: hash, creation time, critical subpackets
    /// (RFC 9580, section 5.2.5).</summary>
    internal static bool IsTaken(SignaturePacket signature, OpenPgpPolicy policy) =>
        signature.Info.Created is { } created && policy.TakesDocument(signature.Hash, created) && !signature.Info.HasUnknownCritical;

    /// <summary>The same for a signature of a key over itself. A revocation counts whatever its hash: forging one hurts less
    /// than missing one.</summary>
    internal static bool IsSelfTaken(SignaturePacket signature, OpenPgpPolicy policy) =>
        signature.Info.Created is { } created && !signature.Info.HasUnknownCritical && signature.Hash.IsKnown()
        && (signature.Type.IsRevocation() || policy.TakesSelfSignature(signature.Hash, created));

    /// <summary>Whether this key made the signature over this digest.</summary>
    internal static bool Fits(SignaturePacket signature, PublicKeyPacket signer, ReadOnlySpan<byte> digest)
    {
        if (signature.Algorithm != signer.Algorithm || signature.Version != signer.Version || digest.Length < signer.Material.MinDigestSize || signature.HashStart != ((digest[0] << 8) | digest[1]))
            return false;
        try
        {
            return signer.Material.Verify(signature.Hash, digest, signature.Fields.Span);
        }
        catch (OpenPgpException)
        {
            return false;
        }
    }

    /// <summary>Whether the signature names this key as its maker, by fingerprint where it has one.</summary>
    internal static bool IsFrom(SignaturePacket signature, PublicKeyPacket key) =>
        signature.Version == key.Version && signature.Info.Issuers.Count > 0
            ? signature.Info.HasNoOtherIssuer(key.Fingerprint) && signature.Info.HasNoOtherIssuer(key.KeyId)
            : signature.Info.IssuerKeyIds.Contains(key.KeyId);
}
