using SMail.OpenPgp;
using SMail.Sdk.Server;

namespace SMail.Sdk.Delivery;

/// <summary>Finds whose mailbox a forward path names, and the key that mail for it is sealed to.</summary>
internal sealed class RecipientFinder(ServerContext context, MailboxFinder mailboxes)
{
    /// <summary>The reader, or why there is none.</summary>
    public async ValueTask<(InboundReader? Reader, InboundResult Result)> FindAsync(string recipient, CancellationToken cancellationToken)
    {
        // A bare postmaster is to be taken by every domain (RFC 5321, section 4.5.1).
        if (string.Equals(recipient, "postmaster", StringComparison.OrdinalIgnoreCase))
            recipient = $"postmaster@{context.Router.FirstDomain}";
        if (!MailAddress.TryParse(recipient, out var address) || !context.Router.IsInside(address))
            return (null, InboundResult.NoSuchMailbox);
        return await mailboxes.FindAsync(address, cancellationToken).ConfigureAwait(false) switch
        {
            { State: MailboxState.Open } mailbox when TryReadKey(mailbox) is { } key => (new InboundReader(mailbox.Owner.Account, key), InboundResult.Accepted),
            { State: MailboxState.Open or MailboxState.Held } => (null, InboundResult.Closed),
            _ => (null, InboundResult.NoSuchMailbox),
        };
    }

    /// <summary>The account's newest certificate; null where it can't be sealed to now.</summary>
    public Certificate? TryReadKey(Mailbox mailbox)
    {
        try
        {
            return mailbox.Owner.Certificates is [.., var newest] && Certificate.Read(newest.Bytes.Span) is var certificate && certificate.CanEncrypt(context.Now) ? certificate : null;
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }
}

/// <summary>Who is to read a message that arrived.</summary>
/// <param name="Account">The account.</param>
/// <param name="Certificate">What the message is sealed to.</param>
internal sealed record InboundReader(AccountId Account, Certificate Certificate);
