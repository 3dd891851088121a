using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

internal sealed class MailboxService(ClientContext context, MailboxOptions options, Planner planner, Sender sender, MessageOpener opener, PinStore pins) : IMailboxService
{
    private const int PageSize = 50;
    private readonly SeenStore seen = new();

    public Task<DeliveryPlan> PlanAsync(MailSession session, OutgoingMail mail, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        return planner.PlanAsync(session, mail, cancellationToken);
    }

    public async Task<OpenPreview> PreviewOpenAsync(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        ArgumentNullException.ThrowIfNull(plan);
        return await Task.Run(() => sender.Preview(session, plan, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async Task<OpenMailPolicy> GetOpenMailPolicyAsync(MailSession session, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        return await planner.PolicyAsync(session, cancellationToken).ConfigureAwait(false);
    }

    public async Task SetOpenMailPolicyAsync(MailSession session, OpenMailPolicy policy, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        if (!Enum.IsDefined(policy))
            throw new ArgumentOutOfRangeException(nameof(policy));
        await planner.SetPolicyAsync(session, policy, cancellationToken).ConfigureAwait(false);
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
            var receipt = await sender.SendAsync(session, plan, cancellationToken).ConfigureAwait(false);
            var sealedTo = plan.Recipients.Where(recipient => recipient.Certificate is not null && recipient.Address != session.Address);
            await pins.RememberAsync(session, sealedTo.Select(recipient => (recipient.Address, recipient.Certificate!)), CancellationToken.None).ConfigureAwait(false);
            return receipt;
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
        var listed = new Dictionary<SubmissionId, EntryId>();
        for (string? cursor = null; ;)
        {
            var page = await context.Server.ListEntriesAsync(new ListEntriesRequest(folder, cursor, PageSize) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                var opened = await OpenSummaryAsync(session, entry, cancellationToken).ConfigureAwait(false);
                var isReplayed = IsGood(opened.Verdict) && (!listed.TryAdd(opened.Submission!.Value, entry.Id)
                    || await seen.IsReplayedAsync(session, folder, entry.Id, opened, cancellationToken).ConfigureAwait(false));
                yield return new MailListItem(entry.Id, entry.Received, isReplayed ? MailVerdict.Replayed : opened.Verdict, opened.Content?.Summary, entry.Recipients) { ClaimsLocal = opened.Verdict == MailVerdict.ArrivedOpen && ClaimsLocal(opened.Content!) };
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
        if (summary.Verdict == MailVerdict.Locked)
            throw new SMailException(SMailError.MailLocked, "The message is from before the password was reset; UnlockLegacyAsync opens it with the password of that time.");
        var keys = await KeysOfAsync(session, stored.Sender, cancellationToken).ConfigureAwait(false);

        var stream = new BodyStream(stored, (offset, count, token) =>
            context.Server.ReadBodyAsync(new ReadBodyRequest(entry, offset, count) { Token = session.Token }, token).ValueAsync());
        await using (stream.ConfigureAwait(false))
        {
            var body = await opener.OpenBodyAsync(
                stream, stored.Copy.KeyPacket, session.Readers, keys, stored.Sender, options.MaxMessageBytes, cancellationToken).ConfigureAwait(false);
            try
            {
                var verdict = await RememberAsync(session, stored, keys, summary, Judge(body, summary, stream.GetHash()), cancellationToken).ConfigureAwait(false);
                var opened = new OpenedMail(entry, verdict, body.Summary, body.Message) { ClaimsLocal = verdict == MailVerdict.ArrivedOpen && ClaimsLocal(summary.Content!) };
                if (verdict == MailVerdict.ArrivedOpen)
                    await opened.OpenInnerAsync(session.Readers, context.Clock, options.MaxMessageBytes, cancellationToken).ConfigureAwait(false);
                return opened;
            }
            catch
            {
                body.Message?.Dispose();
                throw;
            }
        }
    }

    public async Task<ContactPin?> GetPinAsync(MailSession session, MailAddress address, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        ArgumentNullException.ThrowIfNull(address);
        return await pins.FindAsync(session, address, cancellationToken).ConfigureAwait(false) is { } pin
            ? new ContactPin(address, Fingerprint.Parse(pin.Fingerprint), pin.FirstSeen, pin.Confirmed)
            : null;
    }

    public Task ConfirmPinAsync(MailSession session, MailAddress address, Fingerprint fingerprint, CancellationToken cancellationToken = default) =>
        SetPinAsync(session, address, fingerprint, isConfirmed: true, cancellationToken);

    public Task AcceptKeyAsync(MailSession session, MailAddress address, Fingerprint fingerprint, CancellationToken cancellationToken = default) =>
        SetPinAsync(session, address, fingerprint, isConfirmed: false, cancellationToken);

    public async Task DeleteAsync(MailSession session, EntryId entry, CancellationToken cancellationToken = default)
    {
        Check(session, cancellationToken);
        await context.Server.DeleteEntryAsync(new DeleteEntryRequest(entry) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
    }

    // Confirming what is pinned already needs no directory; any other key must be the one it shows now.
    private async Task SetPinAsync(MailSession session, MailAddress address, Fingerprint fingerprint, bool isConfirmed, CancellationToken cancellationToken)
    {
        Check(session, cancellationToken);
        ArgumentNullException.ThrowIfNull(address);
        session.Senders.TryRemove(address, out _);
        var shown = (await CertificatesOfAsync(session, address, cancellationToken).ConfigureAwait(false)).LastOrDefault(certificate => certificate.Fingerprint == fingerprint);
        var (hex, now) = (fingerprint.ToString(), context.Clock.GetUtcNow());
        await pins.SetAsync(session, address, pin =>
        {
            if (pin?.Fingerprint == hex)
                return pin with { Confirmed = pin.Confirmed || isConfirmed, Seipd2 = pin.Seipd2 && shown?.SupportsSeipd2(now) != false };
            if (shown is null || (pin is not null && isConfirmed))
                throw new SMailException(SMailError.KeyMismatch, $"The key of '{address}' has another fingerprint than the one that was given.");
            return (pin is null ? Pin.Of(shown, now) : pin.Replace(shown, now)) with { Confirmed = isConfirmed };
        }, cancellationToken).ConfigureAwait(false);
    }

    // What the list showed must be what the message says: the same signer, submission, fields and body.
    private static MailVerdict Judge(OpenedBody body, OpenedSummary summary, byte[] bodyHash)
    {
        if (body.Verdict == MailVerdict.Unsigned && summary.Verdict == MailVerdict.ArrivedOpen)
            return CryptographicOperations.FixedTimeEquals(summary.Content!.BodyHash, bodyHash) ? MailVerdict.ArrivedOpen : MailVerdict.SummaryMismatch;
        if (!IsGood(body.Verdict))
            return body.Verdict;
        var fits = IsGood(summary.Verdict) && summary.Content is { } content
            && summary.Signer == body.Signer
            && summary.Submission == body.Submission
            && body.Summary is { } said && content.Summary.SaysTheSame(said)
            && CryptographicOperations.FixedTimeEquals(content.BodyHash, bodyHash);
        return fits ? body.Verdict : MailVerdict.SummaryMismatch;
    }

    // Intake's mark, and what is read here, but for reports of the server.
    private bool ClaimsLocal(SummaryContent content) => content.Arrival!.ClaimsLocal || content.Summary.From.Any(text =>
        MailInspector.AddressOf(text) is { } address && context.Router.IsInside(address) && address != context.Router.ReportAddress);

    private static bool IsGood(MailVerdict verdict) => verdict is MailVerdict.FirstSeen or MailVerdict.Verified;

    /// <summary>Pins what was seen first and remembers what was opened; a second entry of the same submission is found out by it.</summary>
    private async ValueTask<MailVerdict> RememberAsync(MailSession session, MailboxEntry entry, SenderKeys keys, OpenedSummary summary, MailVerdict verdict, CancellationToken cancellationToken)
    {
        if (!IsGood(verdict))
            return verdict;
        if (await seen.IsReplayedAsync(session, entry.Folder, entry.Id, summary, cancellationToken).ConfigureAwait(false))
            return MailVerdict.Replayed;
        // Of an address that had several keys, the newest is the one to go on with.
        if (entry.Sender != session.Address && keys.Certificates[^1] is var newest && newest.Fingerprint == summary.Signer)
            await pins.RememberAsync(session, [(entry.Sender, newest)], cancellationToken).ConfigureAwait(false);
        await seen.RememberAsync(session, entry.Folder, entry.Id, summary, cancellationToken).ConfigureAwait(false);
        return verdict;
    }

    private async Task<OpenedSummary> OpenSummaryAsync(MailSession session, MailboxEntry entry, CancellationToken cancellationToken)
    {
        var keys = await KeysOfAsync(session, entry.Sender, cancellationToken).ConfigureAwait(false);
        return await opener.OpenSummaryAsync(entry.Copy.Summary, session.Readers, keys, entry.Sender, entry.HasArrived, session.HasLockedKeys, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SenderKeys> KeysOfAsync(MailSession session, MailAddress sender, CancellationToken cancellationToken)
    {
        if (sender == session.Address)
            return SenderKeys.Own([.. session.Readers.Select(key => key.Certificate)]);
        var shown = await CertificatesOfAsync(session, sender, cancellationToken).ConfigureAwait(false);
        if (await pins.FindAsync(session, sender, cancellationToken).ConfigureAwait(false) is not { } pin)
            return shown.Count == 0 ? SenderKeys.None : new SenderKeys(shown, false, (_, _) => false);
        // The pinned certificate takes the place of its own older copies: it alone has all that was ever seen.
        var known = pin.Certificate is { } bytes ? Certificate.Read(bytes) : null;
        var newest = shown.LastOrDefault(certificate => certificate.Fingerprint.ToString() == pin.Fingerprint);
        var whole = newest is null ? known : PinCheck.Of(pin, newest, context.Clock.GetUtcNow()).Certificate;
        var others = shown.Where(certificate => certificate.Fingerprint.ToString() != pin.Fingerprint);
        return new SenderKeys(whole is null ? [.. others] : [.. others, whole], true, pin.Knows);
    }

    private async ValueTask<IReadOnlyList<Certificate>> CertificatesOfAsync(MailSession session, MailAddress sender, CancellationToken cancellationToken)
    {
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
