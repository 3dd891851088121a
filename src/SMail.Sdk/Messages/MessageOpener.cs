using System.Text.Json;
using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>Opens summaries and bodies with the reader's keys and says what is to be thought of them.</summary>
internal sealed class MessageOpener(TimeProvider clock)
{
    private const int MaxSummaryBytes = 1 << 20;

    /// <summary>Opens a summary; a damaged one is bad, not an error, so that a list goes on.</summary>
    /// <param name="summary">A whole small message.</param>
    /// <param name="readers">The reader's keys.</param>
    /// <param name="sender">The keys of the claimed sender.</param>
    /// <param name="claimedSender">Whose submission it was, as the server says.</param>
    /// <param name="hasArrived">Whether the server says that it sealed the message itself. What was submitted unsigned is not taken for that.</param>
    /// <param name="hasLockedKeys">Whether what none of the keys opens may be for one that is locked.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<OpenedSummary> OpenSummaryAsync(
        SealedBytes summary, IReadOnlyList<SecretKey> readers, SenderKeys sender, MailAddress claimedSender, bool hasArrived, bool hasLockedKeys, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(summary.Bytes.ToArray(), writable: false);
            using var message = await Pgp.DecryptAsync(stream, Options(readers, sender.Certificates) with { MaxPlaintextBytes = MaxSummaryBytes }, cancellationToken).ConfigureAwait(false);
            var (verdict, signature) = Judge(message.Signatures, SignatureRole.Summary, readers);
            if (verdict == MailVerdict.Bad)
                return OpenedSummary.Bad;
            var content = await JsonSerializer.DeserializeAsync(message.Content, SummaryJson.Default.SummaryContent, cancellationToken).ConfigureAwait(false);
            if (content is not { Summary: not null, BodyHash.Length: 32 })
                return OpenedSummary.Bad;
            content = content with { Summary = content.Summary.Normalise(isOwn: readers.Any(reader => reader.Certificate.Fingerprint == signature?.Signer?.Fingerprint)) };
            if (hasArrived && verdict == MailVerdict.Unsigned && content.Arrival is not null)
                return new OpenedSummary(MailVerdict.ArrivedOpen, content, default, null, null);
            return new OpenedSummary(
                CheckSender(verdict, content.Summary, claimedSender, signature, sender), content, signature?.Signer?.Fingerprint ?? default,
                signature is null ? null : SignatureRole.SubmissionOf(signature, SignatureRole.Summary), signature?.Created);
        }
        catch (OpenPgpException e) when (hasLockedKeys && e.Code == OpenPgpError.NoDecryptionKey)
        {
            return OpenedSummary.Locked;
        }
#pragma warning disable CA1031 // whatever a hostile summary does, the list goes on without it
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return OpenedSummary.Bad;
        }
    }

    /// <summary>Opens a body; it is checked to its end first.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.MessageDamaged"/>: changed, cut, or for somebody else; nothing was released.</exception>
    public async Task<OpenedBody> OpenBodyAsync(
        Stream body, SealedBytes keyPacket, IReadOnlyList<SecretKey> readers, SenderKeys sender, MailAddress claimedSender, long maxBytes, CancellationToken cancellationToken)
    {
        DecryptedMessage? message = null;
        try
        {
            message = await Pgp.DecryptAsync(body, Options(readers, sender.Certificates) with { KeyPackets = keyPacket.Bytes, MaxPlaintextBytes = maxBytes }, cancellationToken).ConfigureAwait(false);
            var (verdict, signature) = Judge(message.Signatures, SignatureRole.Body, readers);
            if (verdict == MailVerdict.Bad)
            {
                message.Dispose();
                return new OpenedBody(MailVerdict.Bad, null, null, default, null);
            }

            var summary = MailInspector.Summarize(message.Content, cancellationToken);
            message.Content.Position = 0;
            return new OpenedBody(
                CheckSender(verdict, summary, claimedSender, signature, sender), message, summary, signature?.Signer?.Fingerprint ?? default, signature is null ? null : SignatureRole.SubmissionOf(signature, SignatureRole.Body));
        }
        catch (OpenPgpException e)
        {
            message?.Dispose();
            throw new SMailException(SMailError.MessageDamaged, "The message was changed or cut, or is not for this account. Nothing of it is shown.", e);
        }
        catch
        {
            message?.Dispose();
            throw;
        }
    }

    private DecryptOptions Options(IReadOnlyList<SecretKey> readers, IReadOnlyList<Certificate> certificates) =>
        new() { Keys = readers, Certificates = certificates, Clock = clock };

    // Bad, then Unsigned; whether the sender fits is asked next, because it comes before the reader in the order of verdicts.
    private static (MailVerdict Verdict, SignatureVerdict? Signature) Judge(IReadOnlyList<SignatureVerdict> signatures, string role, IReadOnlyList<SecretKey> readers)
    {
        var good = signatures.FirstOrDefault(signature => signature.Status == SignatureStatus.Good);
        if (good is null)
            return (signatures.Any(signature => signature.Status is SignatureStatus.Bad or SignatureStatus.UnusableKey) ? MailVerdict.Bad : MailVerdict.Unsigned, null);
        if (signatures.Count != 1 || SignatureRole.SubmissionOf(good, role) is null)
            return (MailVerdict.Bad, good);
        return (readers.Any(reader => good.IntendedRecipients.Contains(reader.Certificate.Fingerprint)) ? MailVerdict.FirstSeen : MailVerdict.NotForMe, good);
    }

    // The certificates were those of the sender the server named, so the From address must be that one. Then the key is held against the pin.
    private static MailVerdict CheckSender(MailVerdict verdict, MailSummary summary, MailAddress claimedSender, SignatureVerdict? signature, SenderKeys sender)
    {
        if (verdict == MailVerdict.Unsigned || signature?.Signer is not { } signer)
            return verdict;
        if (MailInspector.SenderOf(summary) != claimedSender)
            return MailVerdict.SenderMismatch;
        if (sender.IsPinned && !sender.IsKnown(signer.Fingerprint, signature.Created))
            return MailVerdict.KeyChanged;
        return verdict == MailVerdict.FirstSeen && sender.IsPinned ? MailVerdict.Verified : verdict;
    }
}
