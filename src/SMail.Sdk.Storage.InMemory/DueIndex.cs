namespace SMail.Sdk.Storage.InMemory;

/// <summary>A row that asks for work, in the order of its time.</summary>
internal readonly record struct DueRow(DateTimeOffset Due, AccountId Account, RowKey Key) : IComparable<DueRow>
{
    public int CompareTo(DueRow other) =>
        (Due, Account.Value, Key.Kind, Key.Id).CompareTo((other.Due, other.Account.Value, other.Key.Kind, other.Key.Id));
}

/// <summary>Rows of all accounts that ask for work. In shards, so that senders rarely meet at one lock.</summary>
internal sealed class DueIndex
{
    private readonly Shard[] _shards = [.. Enumerable.Range(0, 16).Select(_ => new Shard())];

    public void Add(DueRow row) => ShardOf(row.Account).Add(row);

    public void Remove(DueRow row) => ShardOf(row.Account).Remove(row);

    /// <summary>The rows that are due, earliest first. Only a hint: the account's own lock decides.</summary>
    public IEnumerable<DueRow> Earliest(DateTimeOffset now, int limit) =>
        _shards.SelectMany(shard => shard.Earliest(now, limit)).Order().Take(limit);

    private Shard ShardOf(AccountId account) => _shards[(uint)account.GetHashCode() % (uint)_shards.Length];

    private sealed class Shard
    {
        private readonly Lock _gate = new();
        private readonly SortedSet<DueRow> _rows = [];

        public void Add(DueRow row)
        {
            lock (_gate)
                _rows.Add(row);
        }

        public void Remove(DueRow row)
        {
            lock (_gate)
                _rows.Remove(row);
        }

        public DueRow[] Earliest(DateTimeOffset now, int limit)
        {
            lock (_gate)
                return [.. _rows.TakeWhile(row => row.Due <= now).Take(limit)];
        }
    }
}
