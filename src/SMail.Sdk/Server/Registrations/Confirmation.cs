using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>The first login confirms an account: people type a wrong password twice, and mail to such an account could never be read.</summary>
internal sealed class Confirmation(ServerContext context)
{
    private static readonly RowKey Key = new(RowKind.Account, AccountRow.RowId);

    /// <summary>Whether the account takes mail; always, without <see cref="ServerOptions.ConfirmLogin"/>, and for accounts of before first logins were kept.</summary>
    public async ValueTask<bool> TakesMailAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (!context.Options.ConfirmLogin)
            return true;
        var stored = await context.Storage.Accounts.FindAsync(account, Key, cancellationToken).ConfigureAwait(false);
        return stored is null || RowCodec.Decode(stored.Row.Value, RowJson.Default.AccountRow) is { ConfirmedAt: not null } or { CreatedAt: null };
    }

    /// <summary>What a login writes, if it is the first.</summary>
    public async ValueTask<IReadOnlyList<RowWrite>> ConfirmAsync(AccountId account, CancellationToken cancellationToken)
    {
        var stored = await context.Storage.Accounts.FindAsync(account, Key, cancellationToken).ConfigureAwait(false);
        var row = stored is null ? null : RowCodec.Decode(stored.Row.Value, RowJson.Default.AccountRow);
        if (row is null or { ConfirmedAt: not null })
            return [];
        var confirmed = RowCodec.Encode(row with { ConfirmedAt = context.Now }, RowJson.Default.AccountRow);
        return [new PutRow(stored!.Row with { Value = confirmed }, Precondition.Version(stored.Version))];
    }
}
