using System.Collections.Immutable;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>Which submissions were opened before, so that one that comes a second time is noticed.</summary>
internal sealed class SeenStore
{
    private readonly SeenFormat format = new();

    /// <summary>Whether the same submission was opened as another entry before.</summary>
    public async ValueTask<bool> IsReplayedAsync(MailSession session, MailFolder folder, EntryId entry, OpenedSummary summary, CancellationToken cancellationToken)
    {
        if (summary is not { Submission: { } submission, Signed: { } signed })
            return false;
        var seen = await session.Records.ReadAsync(format, RecordOf(session, folder, summary, signed), cancellationToken).ConfigureAwait(false);
        return seen is not null && seen.TryGetValue(submission, out var known) && known != entry;
    }

    /// <summary>Remembers that a submission was opened. What can't be stored now is asked about again when it is next opened; mail does not wait for it.</summary>
    public async ValueTask RememberAsync(MailSession session, MailFolder folder, EntryId entry, OpenedSummary summary, CancellationToken cancellationToken)
    {
        if (summary is not { Submission: { } submission, Signed: { } signed } || submission == default)
            return;
        try
        {
            await session.Records.ChangeAsync(format, RecordOf(session, folder, summary, signed), seen => (seen ?? ImmutableDictionary<SubmissionId, EntryId>.Empty) is var known
                && (known.ContainsKey(submission) || known.Count >= SeenFormat.MaxEntries) ? null : known.Add(submission, entry), cancellationToken).ConfigureAwait(false);
        }
        catch (SMailException e) when (e.Code is SMailError.ServerUnavailable or SMailError.Conflict)
        {
            // seen again later
        }
    }

    // Only the own mail is in Sent, whatever the server says of other mail.
    private static RecordId RecordOf(MailSession session, MailFolder folder, OpenedSummary summary, DateTimeOffset signed) =>
        SeenFormat.RecordOf(session.Readers.Any(key => key.Certificate.Fingerprint == summary.Signer) ? folder : MailFolder.Inbox, signed);
}
