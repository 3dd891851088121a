using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Brings the directory row of an account's own address in line with its login row, which is written first: closed while nobody may log in, with the key a reset made.</summary>
internal sealed class AddressState(ServerContext context)
{
    private readonly AccountRows rows = new(context);

    /// <summary>Settles it, whoever else writes at the same time: it is done when a whole pass found nothing to do.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>: deleted meanwhile.</exception>
    public async ValueTask SettleAsync(MailAddress address, AccountId account, CancellationToken cancellationToken)
    {
        bool isWritten;
        do
        {
            // The login may change after it was read, and whoever changed it may have found nothing to do here; the next pass sees it.
            var login = (await rows.FindLoginAsync(account, cancellationToken).ConfigureAwait(false)).Value ?? throw AccountRows.NotFound(address);
            isWritten = await context.Storage.Directory.UpdateAsync(address, before => After(before, login, address), cancellationToken).ConfigureAwait(false);
        }
        while (isWritten);
    }

    private static DirectoryRow? After(DirectoryRow? before, LoginRow login, MailAddress address)
    {
        if (before is not { Status: DirectoryStatus.Active or DirectoryStatus.Deactivated })
            throw AccountRows.NotFound(address);
        var status = login.Suspended || login.Reset is not null ? DirectoryStatus.Deactivated : DirectoryStatus.Active;
        var isNew = login.Redeemed is { Certificate: var made } && !before.Certificates.Contains(made);
        if (before.Status == status && !isNew)
            return null;
        return before with { Status = status, Certificates = isNew ? [.. before.Certificates, login.Redeemed!.Certificate] : before.Certificates };
    }
}
