using System.Security.Cryptography;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Ids that are functions of what they name, so that doing a thing again changes nothing.</summary>
internal static class DeliveryIds
{
    /// <summary>The commit of a submission in the sender's rows.</summary>
    public static CommitId Submission(AccountId sender, SubmissionId submission) =>
        Derive<CommitId>("smail/v1/submission", sender, submission, "");

    /// <summary>The commit of a delivery in the recipient's rows.</summary>
    public static CommitId Delivery(AccountId sender, SubmissionId submission, MailAddress recipient) =>
        Derive<CommitId>("smail/v1/delivery", sender, submission, recipient.Canonical);

    /// <summary>The recipient's entry of a delivery.</summary>
    public static EntryId Entry(AccountId sender, SubmissionId submission, MailAddress recipient) =>
        Derive<EntryId>("smail/v1/entry", sender, submission, recipient.Canonical);

    /// <summary>The entry that holds a body of a submission; 0 is the Sent copy.</summary>
    public static EntryId Holder(AccountId sender, SubmissionId submission, int number) =>
        Derive<EntryId>("smail/v1/holder", sender, submission, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The outbox row of one recipient.</summary>
    public static Guid Outbox(AccountId sender, SubmissionId submission, MailAddress recipient) =>
        Derive<CommitId>("smail/v1/outbox-row", sender, submission, recipient.Canonical).Value;

    /// <summary>The sender's entry that reports the end of a delivery, or that it is late.</summary>
    public static EntryId Report(AccountId sender, SubmissionId submission, MailAddress recipient, bool isFailed) =>
        Derive<EntryId>(isFailed ? "smail/v1/report/failed" : "smail/v1/report/late", sender, submission, recipient.Canonical);

    private static TId Derive<TId>(string label, AccountId sender, SubmissionId submission, string what) where TId : struct, IId<TId>
    {
        var data = new LengthPrefixed().AddText(label).AddId(sender.Value).AddId(submission.Value).AddText(what);
        return Id.FromBytes<TId>(SHA256.HashData(data.Written).AsSpan(0, 16));
    }
}
