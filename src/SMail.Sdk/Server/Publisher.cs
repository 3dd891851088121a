using SMail.OpenPgp;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Adds to the directory what an account's own certificate has gained.</summary>
internal sealed class Publisher(ServerContext context)
{
    /// <summary>More than a key takes subkeys.</summary>
    private const int MaxCertificates = 100;

    public async ValueTask<Done> PublishAsync(PublishCertificateRequest request, Caller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await context.Storage.Directory.FindAsync(caller.Address, cancellationToken).ConfigureAwait(false);
            if (row is not { Status: DirectoryStatus.Active, Certificates: [.., var last] } || row.Account != caller.Account)
                throw new SMailException(SMailError.InvalidRequest, "The account's address has no certificate to add to.");
            if (last == request.Certificate)
                return Done.Value;
            if (row.Certificates.Count >= MaxCertificates)
                throw new SMailException(SMailError.InvalidRequest, $"An address has at most {MaxCertificates} certificates.");
            Check(request.Certificate, last);
            var after = row with { Epoch = row.Epoch + 1, Certificates = [.. row.Certificates, request.Certificate] };
            if (await context.Storage.Directory.CompareAndSwapAsync(after, CancellationToken.None).ConfigureAwait(false))
                return Done.Value;
        }
    }

    // Whoever has stolen a session has not the key, so he can publish nothing that the owner did not sign, and take nothing away.
    private static void Check(CertificateBytes bytes, CertificateBytes last)
    {
        try
        {
            var (added, known) = (Certificate.Read(bytes.Bytes.Span), Certificate.Read(last.Bytes.Span));
            if (added.Fingerprint == known.Fingerprint && added.Includes(known))
                return;
        }
        catch (OpenPgpException e)
        {
            throw new SMailException(SMailError.InvalidRequest, "The certificate can't be read.", e);
        }

        throw new SMailException(SMailError.InvalidRequest, "The certificate is another key's, or lacks what the last one has.");
    }
}
