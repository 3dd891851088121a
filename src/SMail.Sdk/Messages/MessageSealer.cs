using System.Security.Cryptography;
using System.Text.Json;
using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>Signs and seals a message and its summary for some readers. Each call draws session keys of its own.</summary>
internal sealed class MessageSealer(TimeProvider clock)
{
    private const int SummaryStep = 256;

    /// <summary>Seals one body for the readers, and a summary for each group of readers that may see the same.</summary>
    /// <param name="mime">The message; read from its start.</param>
    /// <param name="submission">The submission, named in the signatures.</param>
    /// <param name="sender">Signs.</param>
    /// <param name="readers">Get key packets of the body.</param>
    /// <param name="intended">Named in the body's signature; the readers and nobody a reader must not learn of.</param>
    /// <param name="summaries">For each group: what its summary says. Together they are the readers.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<SealedMail> SealAsync(
        Stream mime,
        SubmissionId submission,
        SecretKey sender,
        IReadOnlyList<Certificate> readers,
        IReadOnlyList<Fingerprint> intended,
        IReadOnlyList<(MailSummary Summary, IReadOnlyList<Certificate> Readers)> summaries,
        CancellationToken cancellationToken)
    {
        mime.Position = 0;
        using var body = new MemoryStream((int)Math.Min(int.MaxValue / 2, mime.Length + 1024));
        var keyPackets = await Pgp.EncryptBodyAsync(mime, body, Options(SignatureRole.Body, submission, sender, readers, intended), cancellationToken).ConfigureAwait(false);
        var packet = body.GetBuffer().AsMemory(0, (int)body.Length);
        var hash = SHA256.HashData(packet.Span);

        var copies = new Dictionary<Fingerprint, SealedCopyBytes>();
        foreach (var (summary, group) in summaries)
        {
            var sealedSummaries = await SealSummaryAsync(new SummaryContent(summary, hash), submission, sender, group, cancellationToken).ConfigureAwait(false);
            foreach (var (reader, message) in sealedSummaries)
                copies[reader] = new SealedCopyBytes(keyPackets.First(key => key.Recipient == reader).Bytes, message);
        }

        return new SealedMail(packet, copies);
    }

    private async Task<List<(Fingerprint Reader, ReadOnlyMemory<byte> Message)>> SealSummaryAsync(
        SummaryContent content, SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(content, SummaryJson.Default.SummaryContent);
        var padded = new byte[(json.Length + SummaryStep - 1) / SummaryStep * SummaryStep];
        padded.AsSpan().Fill((byte)' ');
        json.CopyTo(padded, 0);
        try
        {
            using var plaintext = new MemoryStream(padded, writable: false);
            using var packet = new MemoryStream(padded.Length + 1024);
            var intended = readers.Select(reader => reader.Fingerprint).Append(sender.Certificate.Fingerprint).Distinct().ToList();
            var keyPackets = await Pgp.EncryptBodyAsync(plaintext, packet, Options(SignatureRole.Summary, submission, sender, readers, intended), cancellationToken).ConfigureAwait(false);
            return [.. keyPackets.Select(key => (key.Recipient, Join(key.Bytes, packet)))];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    private EncryptOptions Options(string role, SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, IReadOnlyList<Fingerprint> intended) => new()
    {
        Recipients = readers,
        Signers = [sender],
        IntendedRecipients = intended,
        Notations = SignatureRole.Notations(role, submission),
        Clock = clock,
    };

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> keyPacket, MemoryStream packet)
    {
        var message = new byte[keyPacket.Length + packet.Length];
        keyPacket.CopyTo(message);
        packet.GetBuffer().AsSpan(0, (int)packet.Length).CopyTo(message.AsSpan(keyPacket.Length));
        return message;
    }
}
