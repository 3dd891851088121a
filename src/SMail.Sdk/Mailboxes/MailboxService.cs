using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

internal sealed class MailboxService(ClientContext context, MailboxOptions options, Planner planner, Sender sender, MessageOpener opener) : IMailboxService
{
    private const int PageSize = 50;

    public Task<DeliveryPlan> PlanAsync(MailSession session, OutgoingMail mail, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        return planner.PlanAsync(session, mail, cancellationToken);
    }

    public async Task<DeliveryReceipt> SendAsync(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        if (plan is null || plan.Account != session.Account || context.Clock.GetUtcNow() >= plan.ExpiresAt)
            throw new SMailException(SMailError.PlanInvalid, "The plan has expired or is another account's; make a new one.");
        if (plan.Recipients.FirstOrDefault(recipient => recipient.Route == DeliveryRoute.Refused) is { } refused)
            throw new SMailException(SMailError.RecipientRefused, $"'{refused.Address}' can't get this message ({refused.Reason}); leave that recipient out.");
        if (plan.NeedsConsent)
            throw new SMailException(SMailError.ConsentRequired, "Some recipients are outside and would get the message in the open. Show the plan, then agree with AllowOpen().");
        if (!plan.TryUse())
            throw new SMailException(SMailError.PlanInvalid, "The plan was used before; make a new one.");
        try
        {
            return await sender.SendAsync(session, plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Refused, or nobody knows: the same plan may be sent again, and is never taken twice.
            plan.GiveBack();
            throw;
        }
    }

    public async IAsyncEnumerable<MailListItem> ListAsync(MailSession session, MailFolder folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        for (string? cursor = null; ;)
        {
            var page = await context.Server.ListEntriesAsync(new ListEntriesRequest(folder, cursor, PageSize) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                var opened = await OpenSummaryAsync(session, entry, cancellationToken).ConfigureAwait(false);
                yield return new MailListItem(entry.Id, entry.Received, opened.Verdict, opened.Content?.Summary, entry.Recipients);
            }

            if (page.Next is null)
                yield break;
            cursor = page.Next;
        }
    }

    public async Task<OpenedMail> OpenAsync(MailSession session, EntryId entry, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        var stored = await context.Server.GetEntryAsync(new GetEntryRequest(entry) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        var summary = await OpenSummaryAsync(session, stored, cancellationToken).ConfigureAwait(false);
        var certificates = await CertificatesOfAsync(session, stored.Sender, cancellationToken).ConfigureAwait(false);

        var stream = new BodyStream(stored, (offset, count, token) =>
            context.Server.ReadBodyAsync(new ReadBodyRequest(entry, offset, count) { Token = session.Token }, token).ValueAsync());
        await using (stream.ConfigureAwait(false))
        {
            var body = await opener.OpenBodyAsync(
                stream, stored.Copy.KeyPacket, session.SecretKey, certificates, stored.Sender, options.MaxMessageBytes, cancellationToken).ConfigureAwait(false);
            return new OpenedMail(entry, Judge(body, summary, stream.GetHash()), body.Summary, body.Message);
        }
    }

    public async Task DeleteAsync(MailSession session, EntryId entry, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        await context.Server.DeleteEntryAsync(new DeleteEntryRequest(entry) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
    }

    // What the list showed must be what the message says: the same signer, submission, fields and body.
    private static MailVerdict Judge(OpenedBody body, OpenedSummary summary, byte[] bodyHash)
    {
        if (body.Verdict is not MailVerdict.FirstSeen)
            return body.Verdict;
        var fits = summary is { Verdict: MailVerdict.FirstSeen, Content: { } content }
            && summary.Signer == body.Signer
            && summary.Submission == body.Submission
            && body.Summary is { } said && content.Summary.SaysTheSame(said)
            && CryptographicOperations.FixedTimeEquals(content.BodyHash, bodyHash);
        return fits ? body.Verdict : MailVerdict.SummaryMismatch;
    }

    private async Task<OpenedSummary> OpenSummaryAsync(MailSession session, MailboxEntry entry, CancellationToken cancellationToken)
    {
        var certificates = await CertificatesOfAsync(session, entry.Sender, cancellationToken).ConfigureAwait(false);
        return await opener.OpenSummaryAsync(entry.Copy.Summary, session.SecretKey, certificates, entry.Sender, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<Certificate>> CertificatesOfAsync(MailSession session, MailAddress sender, CancellationToken cancellationToken)
    {
        if (sender == session.Address)
            return [session.SecretKey.Certificate];
        if (!context.Router.IsInside(sender))
            return [];
        if (session.Senders.TryGetValue(sender, out var known))
            return known;
        var answer = await context.Server.LookUpAsync(new LookUpRequest([sender]) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        var certificates = answer.Entries is [var entry] && entry.Address == sender ? entry.Certificates.Select(TryRead).OfType<Certificate>().Where(BelongsToSender).ToList() : [];
        if (certificates.Count > 0)
            session.Senders[sender] = certificates;
        return certificates;

        bool BelongsToSender(Certificate certificate) => certificate.UserIdsAt(context.Clock.GetUtcNow()).Contains($"<{sender.Canonical}>", StringComparer.Ordinal);
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

    private static void Check(MailSession session, CancellationToken cancellationToken)
    {
        if (session is null)
            throw new SMailException(SMailError.SessionRequired, "Log in first: a session is needed.");
        _ = session.Token; // throws when the session was disposed
        cancellationToken.ThrowIfCancellationRequested();
    }
}
