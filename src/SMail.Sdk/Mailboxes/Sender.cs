using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>Turns a plan into a submission: one body for all who may see each other, one more for every secret recipient.</summary>
internal sealed class Sender(ClientContext context, MailboxOptions options, MessageSealer sealer)
{
    public async Task<DeliveryReceipt> SendAsync(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken)
    {
        using var mime = await WriteAsync(session, plan.Mail, cancellationToken).ConfigureAwait(false);
        if (mime.Length > options.MaxMessageBytes)
            throw new SMailException(SMailError.MessageTooLarge, $"A message has at most {options.MaxMessageBytes} bytes.");
        // The summary is needed only when the body is sealed, so another core may read the one while this one seals the other.
        var summarizing = Task.Run(() => MailInspector.Summarize(mime.OpenRead(), cancellationToken), CancellationToken.None);
        try
        {
            return await SendAsync(session, plan, mime, summarizing, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // It reads memory that goes back to a pool.
            await ((Task)summarizing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The message as outsiders will see it.</summary>
    public async Task<OpenPreview> PreviewAsync(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken)
    {
        var mime = await WriteAsync(session, plan.Mail, cancellationToken).ConfigureAwait(false);
        try
        {
            var summary = MailInspector.Summarize(mime, cancellationToken);
            mime.Position = 0;
            return new OpenPreview([.. plan.Recipients.Where(recipient => recipient.Route == DeliveryRoute.Open).Select(recipient => recipient.Address)], summary, mime);
        }
        catch
        {
            await mime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<DeliveryReceipt> SendAsync(MailSession session, DeliveryPlan plan, ZeroingStream mime, Task<MailSummary> summarizing, CancellationToken cancellationToken)
    {
        var submission = plan.Submission;
        var sealedFor = plan.Recipients.Where(recipient => recipient.Route == DeliveryRoute.Sealed).ToList();
        var bodies = new List<BodyPart>();
        var deliveries = new List<SealedDelivery>();
        var sent = await SealVisibleAsync().ConfigureAwait(false);
        foreach (var secret in sealedFor.Where(recipient => recipient.Kind == RecipientKind.Bcc))
            await SealSecretAsync(secret).ConfigureAwait(false);
        var open = await UploadOpenAsync(session, plan, mime, cancellationToken).ConfigureAwait(false);

        var request = new SubmitRequest { Token = session.Token, Submission = submission, Bodies = bodies, Sent = sent, Sealed = deliveries, Open = open };
        var receipt = await context.Server.SubmitAsync(request, cancellationToken).ValueAsync().ConfigureAwait(false);
        return new DeliveryReceipt(receipt.Entry, receipt.Recipients);

        async Task<SealedCopy> SealVisibleAsync()
        {
            var self = session.SecretKey.Certificate;
            var visible = sealedFor.Where(recipient => recipient.Kind != RecipientKind.Bcc).ToList();
            // A letter to oneself has one reader with two copies, and so has one to an address and its alias.
            var others = visible.Select(recipient => recipient.Certificate!).Where(certificate => certificate.Fingerprint != self.Fingerprint)
                .DistinctBy(certificate => certificate.Fingerprint).ToList();
            var readers = others.Append(self).ToList();
            string[] bcc = [.. plan.Recipients.Where(recipient => recipient.Kind == RecipientKind.Bcc).Select(recipient => recipient.Address.ToString())];
            var copies = await SealAsync(readers, Fingerprints(readers), summary => others.Count > 0
                ? [(summary with { Bcc = bcc }, [self]), (summary, others)]
                : [(summary with { Bcc = bcc }, [self])]).ConfigureAwait(false);
            deliveries.AddRange(visible.Select(recipient => new SealedDelivery(recipient.Address, 0, copies[recipient.Certificate!.Fingerprint])));
            return copies[self.Fingerprint];
        }

        async Task SealSecretAsync(PlannedRecipient secret)
        {
            var certificate = secret.Certificate!;
            var intended = Fingerprints([certificate, session.SecretKey.Certificate]);
            var copies = await SealAsync([certificate], intended, summary => [(summary, [certificate])]).ConfigureAwait(false);
            deliveries.Add(new SealedDelivery(secret.Address, bodies.Count - 1, copies[certificate.Fingerprint]));
        }

        async Task<Dictionary<Fingerprint, SealedCopy>> SealAsync(
            List<Certificate> readers, List<Fingerprint> intended, Func<MailSummary, IReadOnlyList<(MailSummary, IReadOnlyList<Certificate>)>> toSummaries)
        {
            await using var body = new BodyUpload(context, session.Token, options.InlineBodyBytes);
            var keys = await sealer.SealBodyAsync(mime, body, submission, session.SecretKey, readers, intended, cancellationToken).ConfigureAwait(false);
            bodies.Add(await body.CompleteAsync(cancellationToken).ConfigureAwait(false));
            var summaries = toSummaries(await summarizing.ConfigureAwait(false));
            var messages = await sealer.SealSummariesAsync(body.Hash, submission, session.SecretKey, summaries, cancellationToken).ConfigureAwait(false);
            return messages.ToDictionary(reader => reader.Key, reader => new SealedCopy(SealedBytes.Parse(keys[reader.Key]), SealedBytes.Parse(reader.Value)));
        }
    }

    private async ValueTask<ZeroingStream> WriteAsync(MailSession session, OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (mail is ComposedMail composed)
            return await MimeComposer.ComposeAsync(composed with { To = Complete(composed.To), Cc = Complete(composed.Cc) }, session.Address, context.Clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var raw = ((RawMail)mail).Bytes;
        var stream = new ZeroingStream(raw.Length);
        stream.Write(raw.Span);
        stream.Position = 0;
        return stream;
    }

    private List<string> Complete(IReadOnlyList<string> recipients) => [.. recipients.Select(text => RecipientText.Read(text, context.Domains[0]).Text)];

    private async Task<List<OpenDelivery>> UploadOpenAsync(MailSession session, DeliveryPlan plan, ZeroingStream mime, CancellationToken cancellationToken)
    {
        var outside = plan.Recipients.Where(recipient => recipient.Route == DeliveryRoute.Open).ToList();
        var transactions = outside.Where(recipient => recipient.Kind == RecipientKind.Bcc).Select(recipient => new[] { recipient.Address })
            .Prepend([.. outside.Where(recipient => recipient.Kind != RecipientKind.Bcc).Select(recipient => recipient.Address)])
            .Where(recipients => recipients.Length > 0);
        var deliveries = new List<OpenDelivery>();
        foreach (var recipients in transactions)
        {
            var upload = await context.Server.BeginUploadAsync(new BeginUploadRequest(IsOpen: true) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
            // The last piece is never full, so a message that fills its last one is followed by an empty one.
            for (var index = 0; (long)index * OpenMessage.PieceBytes <= mime.Length; index++)
            {
                var rest = mime.Written.Span[(index * OpenMessage.PieceBytes)..];
                using var piece = new OpenMessage(rest[..Math.Min(rest.Length, OpenMessage.PieceBytes)]);
                await context.Server.PutOpenChunkAsync(new PutOpenChunkRequest(upload.Blob, index, piece) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
            }

            await context.Server.CompleteUploadAsync(new CompleteUploadRequest(upload.Blob, IsOpen: true, mime.Length) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
            deliveries.Add(new OpenDelivery(recipients, upload.Blob));
        }

        return deliveries;
    }

    private static List<Fingerprint> Fingerprints(IEnumerable<Certificate> certificates) => [.. certificates.Select(certificate => certificate.Fingerprint).Distinct()];
}
