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
        var info = signature.Info;
        var candidates = new List<(Certificate Certificate, PublicKeyPacket Key)>();
        foreach (var certificate in options.Certificates)
        {
            foreach (var candidate in certificate.Contents.Keys)
            {
                if (SignatureCheck.IsFrom(signature, candidate))
                    candidates.Add((certificate, candidate));
            }
        }
        var verdict = new SignatureVerdict(SignatureStatus.Bad, null, info.Created, info.IntendedRecipients, info.Notations)
        {
            IsText = signature.Type == SignatureType.Text,
        };
        if (!SignatureCheck.IsTaken(signature, options.Policy) || !signature.Type.IsDocument())
            return verdict with { Status = SignatureStatus.Unsupported, Signer = candidates.FirstOrDefault().Certificate };
        if (candidates.Count == 0)
            return verdict with { Status = SignatureStatus.UnknownKey };
        if (digest is null)
            return verdict with { Signer = candidates[0].Certificate };
        var (maker, key) = candidates.Find(c => SignatureCheck.Fits(signature, c.Key, digest));
        return maker is null
            ? verdict with { Signer = candidates[0].Certificate }
            : verdict with { Status = Status(info, maker, key), Signer = maker, SigningKey = key.Fingerprint };
    }

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
