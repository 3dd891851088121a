using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Makes the self-signatures of a key (RFC 9580, section 5.2.3.10).</summary>
internal sealed class SelfSigner(SecretKeyPacket primary, DateTimeOffset now)
{
    private const byte Uncompressed = 0;

    /// <summary>What holds for the whole key, as version 6 has it.</summary>
    internal byte[] SignKey()
    {
        using var signature = NewSignature(SignatureType.DirectKey);
        Describe(signature);
        return Sign(signature, _ => { });
    }

    /// <summary>Certifies a user id. In version 4 the signature also says what holds for the whole key.</summary>
    internal byte[] Certify(UserBinding user, bool isPrimary)
    {
        using var signature = NewSignature(SignatureType.PositiveCertification);
        if (primary.PublicKey.Version == PublicKeyPacket.Version4)
            Describe(signature);
        if (isPrimary)
            signature.Add(SubpacketType.PrimaryUserId, [1]);
        return Sign(signature, digest => digest.AppendUser(user));
    }

    internal byte[] Bind(PublicKeyPacket subkey)
    {
        using var signature = NewSignature(SignatureType.SubkeyBinding);
        signature.Add(SubpacketType.KeyFlags, [(byte)KeyFlags.Encrypt], critical: true);
        return Sign(signature, digest => digest.AppendKey(subkey));
    }

    internal byte[] Revoke(RevocationReason reason, string text)
    {
        using var signature = NewSignature(SignatureType.KeyRevocation);
        signature.Add(SubpacketType.ReasonForRevocation, [(byte)reason, .. System.Text.Encoding.UTF8.GetBytes(text)]);
        return Sign(signature, _ => { });
    }

    internal byte[] RevokeSubkey(PublicKeyPacket subkey, RevocationReason reason, string text)
    {
        using var signature = NewSignature(SignatureType.SubkeyRevocation);
        signature.Add(SubpacketType.ReasonForRevocation, [(byte)reason, .. System.Text.Encoding.UTF8.GetBytes(text)]);
        return Sign(signature, digest => digest.AppendKey(subkey));
    }

    private SignatureWriter NewSignature(SignatureType type) =>
        new(type, primary, primary.PublicKey.Version == PublicKeyPacket.Version6 ? HashId.Sha512 : primary.DocumentHash, now);

    private byte[] Sign(SignatureWriter signature, Action<SignatureDigest> rest)
    {
        using var digest = signature.NewDigest();
        digest.AppendKey(primary.PublicKey);
        rest(digest);
        return signature.Sign(digest);
    }

    private static void Describe(SignatureWriter signature)
    {
        signature.Add(SubpacketType.KeyFlags, [(byte)(KeyFlags.Certify | KeyFlags.Sign)], critical: true);
        signature.Add(SubpacketType.PreferredCiphers, [(byte)CipherId.Aes256, (byte)CipherId.Aes192, (byte)CipherId.Aes128]);
        signature.Add(SubpacketType.PreferredHashes, [(byte)HashId.Sha256, (byte)HashId.Sha512, (byte)HashId.Sha384]);
        // Said outright, or older implementations compress (section 12.3.1).
        signature.Add(SubpacketType.PreferredCompression, [Uncompressed]);
        signature.Add(SubpacketType.Features, [(byte)(Features.SeipdV1 | Features.SeipdV2)]);
        signature.Add(SubpacketType.PreferredAeadSuites, [.. AeadSuite.Preferred.SelectMany(s => new[] { (byte)s.Cipher, (byte)s.Aead })]);
    }
}
