using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Whether one key vouches for another's user ids (RFC 9580, section 5.2.1.4).</summary>
internal static class CertificationCheck
{
    /// <summary>Each costs a public-key operation, and whoever makes a certificate may write what he likes into it.</summary>
    private const int MaxChecks = 16;

    internal static bool IsCertified(Certificate certificate, Certificate issuer, DateTimeOffset at)
    {
        var (signer, user, checks) = (issuer.Contents.Primary, (UserBinding?)null, 0);
        foreach (var packet in certificate.Packets)
        {
            if (packet.Type is PacketType.UserId or PacketType.UserAttribute or PacketType.PublicSubkey)
                user = packet.Type == PacketType.UserId ? new(packet.Body, IsAttribute: false) : null;
            else if (packet.Type == PacketType.Signature && user is not null && SignaturePacket.TryRead(packet.Body.Span) is { } signature
                && signature.Type.IsCertification() && SignatureCheck.IsFrom(signature, signer) && IsTaken(signature, issuer, at)
                && ++checks <= MaxChecks && Fits(signature, certificate.Contents.Primary, user, signer))
                return true;
        }
        return false;
    }

    private static bool IsTaken(SignaturePacket signature, Certificate issuer, DateTimeOffset at) =>
        SignatureCheck.IsSelfTaken(signature, issuer.Contents.Policy) && signature.Info.Created is { } created && created - CertificateContents.ClockSkew <= at
        && !signature.Info.IsExpired(at) && issuer.Contents.CanSign(issuer.Contents.Primary, at);

    private static bool Fits(SignaturePacket signature, PublicKeyPacket primary, UserBinding user, PublicKeyPacket signer)
    {
        using var digest = new SignatureDigest(signature);
        digest.AppendKey(primary);
        digest.AppendUser(user);
        return SignatureCheck.Fits(signature, signer, digest.Finish(signature.Signed.Span));
    }
}
