using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Reads what administration needs of an account's rows, and finds the account by its address.</summary>
internal sealed class AccountRows(ServerContext context)
{
    public static RowKey LoginKey { get; } = new(RowKind.Login, LoginRow.RowId);

    public static RowKey AccountKey { get; } = new(RowKind.Account, AccountRow.RowId);

    /// <summary>The directory row of an account's own address, active or not.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.AccountNotFound"/>.</exception>
    public async ValueTask<DirectoryRow> GetOwnerAsync(MailAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var row = await context.Storage.Directory.FindAsync(address, cancellationToken).ConfigureAwait(false);
        if (row?.AliasOf is { } owner)
            throw new SMailException(SMailError.AccountNotFound, $"'{address}' is an alias; name the account by its own address, '{owner}'.");
        return row is { Status: DirectoryStatus.Active or DirectoryStatus.Deactivated } ? row : throw NotFound(address);
    }

    /// <summary>Every address of an account that is an alias, taken away or not.</summary>
    public async ValueTask<List<DirectoryRow>> ListAliasesAsync(AccountId account, CancellationToken cancellationToken)
    {
        var aliases = new List<DirectoryRow>();
        for (string? cursor = null; ;)
        {
            var page = await context.Storage.Directory.ListAsync(new DirectoryFilter { Account = account }, cursor, 1000, cancellationToken).ConfigureAwait(false);
            aliases.AddRange(page.Items.Where(row => row.AliasOf is not null));
            if (page.Next is null)
                return aliases;
            cursor = page.Next;
        }
    }

    public ValueTask<(LoginRow? Value, long Version)> FindLoginAsync(AccountId account, CancellationToken cancellationToken) =>
        FindAsync(account, LoginKey, RowJson.Default.LoginRow, cancellationToken);

    public ValueTask<(AccountRow? Value, long Version)> FindAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        FindAsync(account, AccountKey, RowJson.Default.AccountRow, cancellationToken);

    /// <summary>All rows of one kind and group, without their content.</summary>
    public async ValueTask<List<StoredRow>> ListAsync(AccountId account, RowKind kind, int group, CancellationToken cancellationToken)
    {
        var rows = new List<StoredRow>();
        for (string? cursor = null; ;)
        {
            var page = await context.Storage.Messages.ListAsync(account, kind, group, cursor, 1000, cancellationToken).ConfigureAwait(false);
            rows.AddRange(page.Items);
            if (page.Next is null)
                return rows;
            cursor = page.Next;
        }
    }

    public static SMailException NotFound(MailAddress address) => new(SMailError.AccountNotFound, $"There is no account '{address}'.");

    private async ValueTask<(T? Value, long Version)> FindAsync<T>(AccountId account, RowKey key, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        var row = await context.Storage.Accounts.FindAsync(account, key, cancellationToken).ConfigureAwait(false);
        return row is null ? (null, 0) : (RowCodec.Decode(row.Row.Value, type), row.Version);
    }
}
