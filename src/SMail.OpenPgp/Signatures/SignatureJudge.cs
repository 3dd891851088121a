using SMail.OpenPgp.Packets;

namespace SMail.OpenPgp;

/// <summary>Makes a verdict of a signature over a document.</summary>
internal sealed class SignatureJudge(VerifyOptions options)
{
    private static readonly SignatureVerdict Nothing = new(SignatureStatus.Unsupported, null, null, [], []);

    /// <summary>Judges a signature packet's body; the digest, not finished yet, is asked for once the packet is read.</summary>
    internal SignatureVerdict Judge(ReadOnlySpan<byte> body, Func<SignaturePacket, SignatureDigest?> digestFor)
    {
        SignaturePacket signature;
        try
        {
            signature = SignaturePacket.Read(body);
        }
        catch (OpenPgpException e)
        {
            return Nothing with { Status = e.Code == OpenPgpError.Unsupported ? SignatureStatus.Unsupported : SignatureStatus.Bad };
        }
        return Judge(signature, digestFor(signature)?.Finish(signature.Signed.Span));
    }

    private SignatureVerdict Judge(SignaturePacket signature, byte[]? digest)
    {
        var isTaken = SignatureCheck.IsTaken(signature, options.Policy) && signature.Type.IsDocument();
        Certificate? named = null;
        foreach (var certificate in options.Certificates)
        {
            foreach (var key in certificate.Contents.Keys)
            {
                if (!SignatureCheck.IsFrom(signature, key))
                    continue;
                named ??= certificate;
                if (isTaken && digest is not null && SignatureCheck.Fits(signature, key, digest))
                    return Verdict(signature, Status(signature.Info, certificate, key), certificate, key.Fingerprint);
            }
        }
        return Verdict(signature, !isTaken ? SignatureStatus.Unsupported : named is null ? SignatureStatus.UnknownKey : SignatureStatus.Bad, named);
    }

    private static SignatureVerdict Verdict(SignaturePacket signature, SignatureStatus status, Certificate? signer, Fingerprint key = default) =>
        new(status, signer, signature.Info.Created, signature.Info.IntendedRecipients, signature.Info.Notations)
        {
            SigningKey = key,
            IsText = signature.Type == SignatureType.Text,
        };

    /// <summary>The key must have been able to sign when it did; the signature must be in force now.</summary>
    private SignatureStatus Status(SignatureInfo info, Certificate maker, PublicKeyPacket key)
    {
        var now = options.Clock.GetUtcNow();
        var created = info.Created!.Value;
        return created - CertificateContents.ClockSkew <= now && !info.IsExpired(now) && maker.Contents.CanSign(key, created)
            ? SignatureStatus.Good
            : SignatureStatus.UnusableKey;
    }
}
