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
        var submission = plan.Submission;
        var summary = MailInspector.Summarize(mime, cancellationToken);
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
            var own = summary with { Bcc = [.. plan.Recipients.Where(recipient => recipient.Kind == RecipientKind.Bcc).Select(recipient => recipient.Address.ToString())] };
            List<(MailSummary, IReadOnlyList<Certificate>)> summaries = [(own, [self])];
            if (others.Count > 0)
                summaries.Add((summary, others));
            var mail = await sealer.SealAsync(mime, submission, session.SecretKey, readers, Fingerprints(readers), summaries, cancellationToken).ConfigureAwait(false);
            bodies.Add(await UploadAsync(session, mail.Body, cancellationToken).ConfigureAwait(false));
            deliveries.AddRange(visible.Select(recipient => new SealedDelivery(recipient.Address, 0, CopyOf(mail, recipient.Certificate!))));
            return CopyOf(mail, self);
        }

        async Task SealSecretAsync(PlannedRecipient secret)
        {
            var certificate = secret.Certificate!;
            var intended = Fingerprints([certificate, session.SecretKey.Certificate]);
            var mail = await sealer.SealAsync(mime, submission, session.SecretKey, [certificate], intended, [(summary, [certificate])], cancellationToken).ConfigureAwait(false);
            bodies.Add(await UploadAsync(session, mail.Body, cancellationToken).ConfigureAwait(false));
            deliveries.Add(new SealedDelivery(secret.Address, bodies.Count - 1, CopyOf(mail, certificate)));
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

    private async Task<BodyPart> UploadAsync(MailSession session, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length <= options.InlineBodyBytes)
            return new BodyPart(SealedBytes.Parse(body), null, body.Length);
        var upload = await context.Server.BeginUploadAsync(new BeginUploadRequest(IsOpen: false) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        for (var offset = 0; offset < body.Length; offset += SealedChunk.MaxBytes)
        {
            var chunk = new SealedChunk(body.Slice(offset, Math.Min(SealedChunk.MaxBytes, body.Length - offset)));
            await context.Server.PutSealedChunkAsync(new PutSealedChunkRequest(upload.Blob, offset, chunk) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        }

        await context.Server.CompleteUploadAsync(new CompleteUploadRequest(upload.Blob, IsOpen: false, body.Length) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        return new BodyPart(null, upload.Blob, body.Length);
    }

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

    private static SealedCopy CopyOf(SealedMail mail, Certificate reader)
    {
        var copy = mail.Copies[reader.Fingerprint];
        return new SealedCopy(SealedBytes.Parse(copy.KeyPacket), SealedBytes.Parse(copy.Summary));
    }

    private static List<Fingerprint> Fingerprints(IEnumerable<Certificate> certificates) => [.. certificates.Select(certificate => certificate.Fingerprint).Distinct()];
}
