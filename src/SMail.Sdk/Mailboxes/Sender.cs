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
        // Another core may write the message, read its summary and make the summaries' key packets, while this one makes those of the body and seals it.
        var writing = Task.Run(() => Write(session, plan.Mail, cancellationToken), CancellationToken.None);
        var summarizing = SummarizeAsync();
        try
        {
            return await SendAsync(session, plan, writing, summarizing, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // It reads memory that goes back to a pool.
            await ((Task)summarizing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (writing.IsCompletedSuccessfully)
                (await writing.ConfigureAwait(false)).Dispose();
        }

        async Task<MailSummary> SummarizeAsync() => MailInspector.Summarize((await writing.ConfigureAwait(false)).OpenRead(), cancellationToken);
    }

    /// <summary>The message as outsiders will see it.</summary>
    public OpenPreview Preview(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken)
    {
        var mime = Write(session, plan.Mail, cancellationToken);
        try
        {
            var summary = MailInspector.Summarize(mime, cancellationToken);
            mime.Position = 0;
            return new OpenPreview([.. plan.Recipients.Where(recipient => recipient.Route == DeliveryRoute.Open).Select(recipient => recipient.Address)], summary, mime);
        }
        catch
        {
            mime.Dispose();
            throw;
        }
    }

    private async Task<DeliveryReceipt> SendAsync(MailSession session, DeliveryPlan plan, Task<ZeroingStream> writing, Task<MailSummary> summarizing, CancellationToken cancellationToken)
    {
        var submission = plan.Submission;
        var sealedFor = plan.Recipients.Where(recipient => recipient.Route == DeliveryRoute.Sealed).ToList();
        var bodies = new List<BodyPart>();
        var deliveries = new List<SealedDelivery>();
        var sent = await SealVisibleAsync().ConfigureAwait(false);
        foreach (var secret in sealedFor.Where(recipient => recipient.Kind == RecipientKind.Bcc))
            await SealSecretAsync(secret).ConfigureAwait(false);
        var open = await UploadOpenAsync(session, plan, await writing.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

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
            List<SummaryCopy> summaries = [new(summary => summary with { Bcc = bcc }, [self])];
            if (others.Count > 0)
                summaries.Add(new(summary => summary, others));
            var copies = await SealAsync(readers, Fingerprints(readers), summaries).ConfigureAwait(false);
            deliveries.AddRange(visible.Select(recipient => new SealedDelivery(recipient.Address, 0, copies[recipient.Certificate!.Fingerprint])));
            return copies[self.Fingerprint];
        }

        async Task SealSecretAsync(PlannedRecipient secret)
        {
            var certificate = secret.Certificate!;
            var intended = Fingerprints([certificate, session.SecretKey.Certificate]);
            var copies = await SealAsync([certificate], intended, [new(summary => summary, [certificate])]).ConfigureAwait(false);
            deliveries.Add(new SealedDelivery(secret.Address, bodies.Count - 1, copies[certificate.Fingerprint]));
        }

        async Task<Dictionary<Fingerprint, SealedCopy>> SealAsync(List<Certificate> readers, List<Fingerprint> intended, List<SummaryCopy> summaries)
        {
            var preparing = summaries.ConvertAll(copy => Task.Run(() => sealer.PrepareSummary(submission, session.SecretKey, copy.Readers, cancellationToken), CancellationToken.None));
            try
            {
                using var body = sealer.PrepareBody(submission, session.SecretKey, readers, intended, cancellationToken);
                await using var upload = new BodyUpload(context, session.Token, options.InlineBodyBytes);
                using (var plaintext = (await writing.ConfigureAwait(false)).OpenRead())
                    await body.WriteAsync(plaintext, upload, cancellationToken).ConfigureAwait(false);
                bodies.Add(await upload.CompleteAsync(cancellationToken).ConfigureAwait(false));
                var messages = new List<(Fingerprint Reader, ReadOnlyMemory<byte> Message)>();
                foreach (var (copy, prepared) in summaries.Zip(preparing))
                    messages.AddRange(await SummaryWriter.SealAsync(
                        new SummaryContent(copy.Of(await summarizing.ConfigureAwait(false)), upload.Hash), await prepared.ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
                return messages.Join(body.KeyPackets, message => message.Reader, key => key.Recipient, (message, key) => (message.Reader, new SealedCopy(SealedBytes.Parse(key.Bytes), SealedBytes.Parse(message.Message))))
                    .ToDictionary(pair => pair.Reader, pair => pair.Item2);
            }
            finally
            {
                foreach (var prepared in preparing)
                {
                    await ((Task)prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (prepared.IsCompletedSuccessfully)
                        (await prepared.ConfigureAwait(false)).Dispose();
                }
            }
        }
    }

    private ZeroingStream Write(MailSession session, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var mime = mail is ComposedMail composed
            ? MimeComposer.Compose(composed with { To = Complete(composed.To), Cc = Complete(composed.Cc) }, session.Address, context.Clock.GetUtcNow(), cancellationToken)
            : ZeroingStream.Of(((RawMail)mail).Bytes.Span);
        if (mime.Length <= options.MaxMessageBytes)
            return mime;
        mime.Dispose();
        throw new SMailException(SMailError.MessageTooLarge, $"A message has at most {options.MaxMessageBytes} bytes.");
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

    /// <summary>A summary that several readers may see.</summary>
    /// <param name="Of">What they see of the whole summary.</param>
    /// <param name="Readers">The readers.</param>
    private sealed record SummaryCopy(Func<MailSummary, MailSummary> Of, IReadOnlyList<Certificate> Readers);

    private static List<Fingerprint> Fingerprints(IEnumerable<Certificate> certificates) => [.. certificates.Select(certificate => certificate.Fingerprint).Distinct()];
}
