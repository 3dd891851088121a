using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>Signs and seals a message and its summary for some readers. Each call draws session keys of its own.</summary>
internal sealed class MessageSealer(TimeProvider clock)
{
    /// <summary>Makes what of a sealed body does not depend on the message.</summary>
    /// <param name="submission">The submission, named in the signature.</param>
    /// <param name="sender">Signs.</param>
    /// <param name="readers">Get key packets of the body.</param>
    /// <param name="intended">Named in the signature; the readers and nobody a reader must not learn of.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public PreparedBody PrepareBody(SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, IReadOnlyList<Fingerprint> intended, CancellationToken cancellationToken) =>
        Pgp.PrepareBody(Options(SignatureRole.Body, submission, sender, readers, intended), cancellationToken);

    /// <summary>Makes what of a summary does not depend on the body it tells of, for readers that may see the same.</summary>
    /// <param name="submission">The submission, named in the signature.</param>
    /// <param name="sender">Signs.</param>
    /// <param name="readers">Each gets a summary of his own, a whole small message.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public PreparedBody PrepareSummary(SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, CancellationToken cancellationToken) => Pgp.PrepareBody(
        Options(SignatureRole.Summary, submission, sender, readers, [.. readers.Select(reader => reader.Fingerprint).Append(sender.Certificate.Fingerprint).Distinct()]), cancellationToken);

    private EncryptOptions Options(string role, SubmissionId submission, SecretKey sender, IReadOnlyList<Certificate> readers, IReadOnlyList<Fingerprint> intended) => new()
    {
        Recipients = readers,
        Signers = [sender],
        IntendedRecipients = intended,
        Notations = SignatureRole.Notations(role, submission),
        Clock = clock,
    };
}
