using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>A mailbox: send, list, open, delete. What is inside is sealed by its sender and opened here, nowhere else.</summary>
/// <remarks>
/// Errors are <see cref="SMailException"/> with a code; a cancelled call throws <see cref="OperationCanceledException"/>. Where an answer was lost or
/// not waited for, the server half may have taken the message all the same: sending the same plan again sends nothing twice.
/// </remarks>
public interface IMailboxService
{
    /// <summary>Says what will happen to a message before it is sent: who gets it sealed, who in the open, who not at all, and why.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidMessage"/>, <see cref="SMailError.InvalidAddress"/>, <see cref="SMailError.TooManyRecipients"/> or <see cref="SMailError.MessageTooLarge"/>.</exception>
    Task<DeliveryPlan> PlanAsync(MailSession session, OutgoingMail mail, CancellationToken cancellationToken = default);

    /// <summary>Shows what those of a plan who are outside, and every server on the way, will see of the message.</summary>
    Task<OpenPreview> PreviewOpenAsync(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Whether this account's mail may leave in the open: the stricter of its own choice and <see cref="MailboxOptions.OpenMail"/>.</summary>
    Task<OpenMailPolicy> GetOpenMailPolicyAsync(MailSession session, CancellationToken cancellationToken = default);

    /// <summary>Chooses for this account, on all its devices; kept sealed.</summary>
    Task SetOpenMailPolicyAsync(MailSession session, OpenMailPolicy policy, CancellationToken cancellationToken = default);

    /// <summary>Sends as planned, to the certificates of the plan: all of it or nothing. After a fault the same plan may be sent again.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.PlanInvalid"/>, <see cref="SMailError.RecipientRefused"/> or <see cref="SMailError.ConsentRequired"/>.</exception>
    Task<DeliveryReceipt> SendAsync(MailSession session, DeliveryPlan plan, CancellationToken cancellationToken = default);

    /// <summary>Lists a folder, newest first, from sealed summaries alone; no body is fetched.</summary>
    IAsyncEnumerable<MailListItem> ListAsync(MailSession session, MailFolder folder, CancellationToken cancellationToken = default);

    /// <summary>Opens a message. It is checked to its end before its first byte can be read.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.MessageNotFound"/>; <see cref="SMailError.MessageDamaged"/>: changed or cut, nothing was released. <see cref="SMailError.MailLocked"/>: from before a reset.</exception>
    Task<OpenedMail> OpenAsync(MailSession session, EntryId entry, CancellationToken cancellationToken = default);

    /// <summary>What is remembered of a correspondent's key; null where none was seen yet. A key is pinned when mail is first sealed to it, or first opened from it.</summary>
    Task<ContactPin?> GetPinAsync(MailSession session, MailAddress address, CancellationToken cancellationToken = default);

    /// <summary>Says that the fingerprint was compared with its owner in person, or over another channel than this one.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeyMismatch"/>: the key that is pinned, or, where none is, the one the directory shows, has another fingerprint.</exception>
    Task ConfirmPinAsync(MailSession session, MailAddress address, Fingerprint fingerprint, CancellationToken cancellationToken = default);

    /// <summary>Goes on with a correspondent's new key, after <see cref="MailVerdict.KeyChanged"/> or <see cref="RouteReason.KeyChanged"/>. What the old key signed until now stays good.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeyMismatch"/>: the directory shows no key with this fingerprint.</exception>
    Task AcceptKeyAsync(MailSession session, MailAddress address, Fingerprint fingerprint, CancellationToken cancellationToken = default);

    /// <summary>Deletes a message from this mailbox; copies of others stay.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.MessageNotFound"/>.</exception>
    Task DeleteAsync(MailSession session, EntryId entry, CancellationToken cancellationToken = default);
}

/// <summary>What became of a message.</summary>
/// <param name="SentEntry">The copy in Sent.</param>
/// <param name="Recipients">How far each delivery is.</param>
public sealed record DeliveryReceipt(EntryId SentEntry, IReadOnlyList<RecipientState> Recipients);

/// <summary>What applications call most.</summary>
public static class MailboxServiceExtensions
{
    /// <summary>Plans and sends in one go.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.ConsentRequired"/>: somebody is outside; plan first, show it, and agree.</exception>
    public static async Task<DeliveryReceipt> SendAsync(this IMailboxService mailboxes, MailSession session, OutgoingMail mail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mailboxes);
        var plan = await mailboxes.PlanAsync(session, mail, cancellationToken).ConfigureAwait(false);
        return await mailboxes.SendAsync(session, plan, cancellationToken).ConfigureAwait(false);
    }
}
