using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SMail.Sdk.Storage.InMemory;

/// <summary>All accounts, and the one index that runs across them.</summary>
internal sealed class Partitions(TimeProvider clock)
{
    private readonly ConcurrentDictionary<AccountId, Partition> _all = new();

    public DueIndex Due { get; } = new();

    public bool TryFind(AccountId account, [NotNullWhen(true)] out Partition? partition) => _all.TryGetValue(account, out partition);

    public Partition FindOrAdd(AccountId account) => _all.GetOrAdd(account, id => new Partition(id, Due, clock));
}
