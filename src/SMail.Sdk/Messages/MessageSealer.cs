using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>Signs and seals a message and its summary for some readers. Each call draws session keys of its own.</summary>
internal sealed class MessageSealer(TimeProvider clock)
{
    /// <summary>Seals one body for its readers.</summary>
    /// <param name="mime">The message; read from its start.</param>
    /// <param name="body">Takes the one SEIPD packet.</param>
    /// <param name="submission">The submission, named in the signature.</param>
    /// <param name="sender">Signs.</param>
    /// <param name="readers">Get key packets of the body.</param>
    /// <param name="intended">Named in the signature; the readers and nobody a reader must not learn of.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>By reader: his key packet.</returns>
    public async Task<Dictionary<Fingerprint, ReadOnlyMemory<byte>>> SealBodyAsync(
        Stream mime, Stream body, SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, IReadOnlyList<Fingerprint> intended, CancellationToken cancellationToken)
    {
        mime.Position = 0;
        var keys = await Pgp.EncryptBodyAsync(mime, body, Options(SignatureRole.Body, submission, sender, readers, intended), cancellationToken).ConfigureAwait(false);
        return keys.ToDictionary(key => key.Recipient, key => key.Bytes);
    }

    /// <summary>Seals a summary for each group of readers that may see the same.</summary>
    /// <param name="bodyHash">The SHA-256 of the body packet.</param>
    /// <param name="submission">The submission, named in the signatures.</param>
    /// <param name="sender">Signs.</param>
    /// <param name="summaries">For each group: what its summary says.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>By reader: a summary of his own, a whole small message.</returns>
    public async Task<Dictionary<Fingerprint, ReadOnlyMemory<byte>>> SealSummariesAsync(
        byte[] bodyHash, SubmissionId submission, SecretKey sender, IReadOnlyList<(MailSummary Summary, IReadOnlyList<Certificate> Readers)> summaries, CancellationToken cancellationToken)
    {
        Task<List<(Fingerprint, ReadOnlyMemory<byte>)>> SealAsync((MailSummary Summary, IReadOnlyList<Certificate> Readers) group) =>
            SummaryWriter.SealAsync(new SummaryContent(group.Summary, bodyHash), Options(
                SignatureRole.Summary, submission, sender, group.Readers, [.. group.Readers.Select(reader => reader.Fingerprint).Append(sender.Certificate.Fingerprint).Distinct()]), cancellationToken);

        // They do not depend on each other: the first is made here, the others on other cores.
        var others = summaries.Skip(1).Select(group => Task.Run(() => SealAsync(group), CancellationToken.None)).ToList();
        var messages = await Task.WhenAll(others.Prepend(SealAsync(summaries[0]))).ConfigureAwait(false);
        return messages.SelectMany(group => group).ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    private EncryptOptions Options(string role, SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, IReadOnlyList<Fingerprint> intended) => new()
    {
        Recipients = readers,
        Signers = [sender],
        IntendedRecipients = intended,
        Notations = SignatureRole.Notations(role, submission),
        Clock = clock,
    };
}
