using SMail.OpenPgp;

namespace SMail.Sdk.Messages;

/// <summary>A summary that was opened.</summary>
/// <param name="Verdict">What is to be thought of it by itself.</param>
/// <param name="Content">What it says; null when bad or locked.</param>
/// <param name="Signer">The key that signed it; the default where none did.</param>
/// <param name="Submission">The submission it names; null where it names none.</param>
/// <param name="Signed">When its signature says it was made.</param>
internal sealed record OpenedSummary(MailVerdict Verdict, SummaryContent? Content, Fingerprint Signer, SubmissionId? Submission, DateTimeOffset? Signed)
{
    public static OpenedSummary Bad { get; } = new(MailVerdict.Bad, null, default, null, null);

    public static OpenedSummary Locked { get; } = Bad with { Verdict = MailVerdict.Locked };
}

/// <summary>A body that was opened.</summary>
/// <param name="Verdict">What is to be thought of it by itself.</param>
/// <param name="Message">The plaintext; null when bad.</param>
/// <param name="Summary">What it says of itself.</param>
/// <param name="Signer">The key that signed it; the default where none did.</param>
/// <param name="Submission">The submission it names; null where it names none.</param>
internal sealed record OpenedBody(MailVerdict Verdict, DecryptedMessage? Message, MailSummary? Summary, Fingerprint Signer, SubmissionId? Submission);
