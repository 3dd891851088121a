using SMail.Sdk.Storage;

namespace SMail.Sdk.Testing.Storage.Models;

/// <summary>Rows as the contract describes them, one account at a time, without any thought of speed.</summary>
internal sealed class RowModel
{
    private readonly Dictionary<AccountId, AccountModel> _accounts = [];

    public AccountModel this[AccountId account] =>
        _accounts.TryGetValue(account, out var found) ? found : _accounts[account] = new AccountModel();

    public IEnumerable<(AccountId Account, StoredRow Row)> Due(DateTimeOffset now) =>
        from account in _accounts from row in account.Value.Rows.Values where row.Row.Due <= now select (account.Key, row);
}

/// <summary>One account.</summary>
internal sealed class AccountModel
{
    public Dictionary<RowKey, StoredRow> Rows { get; } = [];

    /// <summary>The last change of every row, deleted ones included.</summary>
    public Dictionary<RowKey, long> Changes { get; } = [];

    public Dictionary<CommitId, long> Commits { get; } = [];

    public long Latest { get; set; }

    public IEnumerable<RowKey> Broken(IEnumerable<RowWrite> writes) => writes.Where(write => write.Precondition switch
    {
        { Kind: PreconditionKind.Absent } => Rows.ContainsKey(write.Key),
        { Kind: PreconditionKind.Version } expected => Rows.GetValueOrDefault(write.Key)?.Version != expected.ExpectedVersion,
        _ => false,
    }).Select(write => write.Key);

    public void Apply(PartitionCommit commit, long change)
    {
        Latest = change;
        Commits.Add(commit.Id, change);
        foreach (var write in commit.Writes)
        {
            var old = Rows.GetValueOrDefault(write.Key);
            if (old is not null && write.Precondition.Kind == PreconditionKind.SkipIfPresent)
                continue;
            if (write is PutRow put)
                Rows[write.Key] = new StoredRow(put.Row, (old?.Version ?? 0) + 1, change);
            else if (!Rows.Remove(write.Key))
                continue;
            Changes[write.Key] = change;
        }
    }
}
