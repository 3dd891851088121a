using SMail.OpenPgp;

namespace SMail.Sdk.Server;

/// <summary>Takes a new key for an address only from who has it.</summary>
internal sealed class NewKeyCheck(ServerContext context)
{
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: unreadable, unsigned, or no key for mail to this address.</exception>
    public async ValueTask CheckAsync(MailAddress address, AccountId account, CertificateBytes bytes, SignatureBytes signature, CancellationToken cancellationToken)
    {
        Certificate certificate;
        IReadOnlyList<SignatureVerdict> verdicts;
        try
        {
            certificate = Certificate.Read(bytes.Bytes.Span);
            using var statement = new MemoryStream(RegistrationStatement.Create(context.Realm, account, address, certificate.Fingerprint), writable: false);
            verdicts = await Pgp.VerifyDetachedAsync(
                statement, signature.Bytes, new VerifyOptions { Certificates = [certificate], Clock = context.Clock }, cancellationToken).ConfigureAwait(false);
        }
        catch (OpenPgpException e)
        {
            throw new SMailException(SMailError.InvalidRequest, "The certificate or its signature can't be read.", e);
        }

        if (verdicts is not [{ Status: SignatureStatus.Good }])
            throw new SMailException(SMailError.InvalidRequest, "The new key's signature over the registration does not hold.");
        if (!certificate.UserIdsAt(context.Now).Contains($"<{address.Canonical}>", StringComparer.Ordinal) || !certificate.CanEncrypt(context.Now))
            throw new SMailException(SMailError.InvalidRequest, "The certificate is not one for this address, or takes no mail.");
    }
}
