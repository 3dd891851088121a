namespace SMail.Sdk.Storage.Sqlite.Tests;

/// <summary>Shorthand for what these tests store.</summary>
internal static class Seeds
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Row Row(long order = 0, byte[]? value = null) =>
        new(new RowKey(RowKind.Entry, Id.Generate<EntryId>().Value), new RowValue(value ?? [1, 2, 3])) { Order = order };

    public static PartitionCommit Put(params Row[] rows) =>
        new(Id.Generate<CommitId>(), [.. rows.Select(row => new PutRow(row, Precondition.None))]);

    public static async Task<long> CommitAsync(this IMailStorage store, AccountId account, params Row[] rows) =>
        Assert.IsType<Committed>(await store.Accounts.CommitAsync(account, Put(rows), Token)).Change;

    public static async Task<int> CountAsync(this IMailStorage store, AccountId account)
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = await store.Messages.ListAsync(account, RowKind.Entry, 0, cursor, 1000, Token);
            count += page.Items.Count;
            cursor = page.Next;
        }
        while (cursor is not null);
        return count;
    }

    public static async Task RefusedAsync(StorageError code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<StorageException>(call)).Code);

    public static void Refused(StorageError code, Action call) => Assert.Equal(code, Assert.Throws<StorageException>(call).Code);
}
