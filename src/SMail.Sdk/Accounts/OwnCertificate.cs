using SMail.OpenPgp;
using SMail.Sdk.Server;

namespace SMail.Sdk.Accounts;

/// <summary>What the directory shows others under the account's own address.</summary>
internal static class OwnCertificate
{
    /// <summary>Refuses a directory that shows another key; one that lacks what the key has gained is told of it.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.OwnKeyReplaced"/>.</exception>
    public static async Task CheckAsync(ClientContext context, MailSession session, CancellationToken cancellationToken)
    {
        var answer = await context.Server.LookUpAsync(new LookUpRequest([session.Address]) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        var own = session.SecretKey.Certificate;
        if (answer.Entries is not [{ Certificates: [.., var newest] } entry] || entry.Address != session.Address || TryRead(newest) is not { } shown || shown.Fingerprint != own.Fingerprint)
            throw new SMailException(SMailError.OwnKeyReplaced, "The directory shows others another key under your address, or none. Mail to you may be read by somebody else; tell the operator.");
        // After a rotation that was broken off, or a server that shows an old copy.
        if (!shown.Includes(own))
            await PublishAsync(context, session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shows others what the key has gained; where the server can't now, the next login does.</summary>
    public static async Task PublishAsync(ClientContext context, MailSession session, CancellationToken cancellationToken)
    {
        try
        {
            var request = new PublishCertificateRequest(new CertificateBytes(session.SecretKey.Certificate.ToBytes())) { Token = session.Token };
            await context.Server.PublishCertificateAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
        }
        catch (SMailException e) when (e.Code == SMailError.ServerUnavailable)
        {
            // the next login looks again
        }
    }

    private static Certificate? TryRead(CertificateBytes bytes)
    {
        try
        {
            return Certificate.Read(bytes.Bytes.Span);
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }
}
