using Microsoft.Extensions.Logging;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>The only way to read contact details. It is for the administration, and nothing at the door leads to it.</summary>
internal sealed partial class ContactDesk(ServerContext context)
{
    private const int MinPurpose = 3;
    private const int MaxPurpose = 200;

    /// <summary>What the account's owner gave; null where he gave nothing, or there is no such account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="purpose">Why it is read, 3 to 200 characters of one line; it is logged before anything is opened.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.InvalidRequest"/>: no purpose was stated.</exception>
    public async ValueTask<ContactDetails?> ReadAsync(AccountId account, string purpose, CancellationToken cancellationToken)
    {
        if (purpose is null || purpose.Trim().Length < MinPurpose || purpose.Length > MaxPurpose || purpose.Any(char.IsControl))
            throw new SMailException(SMailError.InvalidRequest, $"Say for what purpose contact details are read, in one line of {MinPurpose} to {MaxPurpose} characters.");
        LogRead(context.Logger, account, purpose);
        var stored = await context.Storage.Accounts.FindAsync(account, new RowKey(RowKind.Account, AccountRow.RowId), cancellationToken).ConfigureAwait(false);
        var contact = stored is null ? null : RowCodec.Decode(stored.Row.Value, RowJson.Default.AccountRow).Contact;
        return contact is null ? null : new ContactSeal(context.Secrets).Open(account, contact);
    }

    // A warning, so that no common filter drops it.
    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "Contact details of account {Account} are read, for this purpose: {Purpose}")]
    private static partial void LogRead(ILogger logger, AccountId account, string purpose);
}
