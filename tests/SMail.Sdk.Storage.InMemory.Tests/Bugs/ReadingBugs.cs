using System.Globalization;

namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>Lists changes in another order than they were made.</summary>
internal sealed class ChangesOutOfOrder(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override async ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken) =>
        await base.ChangesSinceAsync(account, change, limit, cancellationToken) is Changes found
            ? found with { Items = [.. found.Items.Reverse()] }
            : throw new InvalidOperationException();
}

/// <summary>Shows a number as passed while its commit is not visible yet, as when numbers are drawn before the transaction ends.</summary>
internal sealed class ChangeVisibleLate(IAccountStore inner) : ForwardingAccounts(inner)
{
    private int _calls;

    public override async ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken)
    {
        var result = await base.ChangesSinceAsync(account, change, limit, cancellationToken);
        return result is Changes { Items.Count: > 0 } found && Interlocked.Increment(ref _calls) % 2 == 1
            ? found with { Items = [.. found.Items.SkipLast(1)] }
            : result;
    }
}

/// <summary>Forgets that a row was deleted.</summary>
internal sealed class TombstoneMissing(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override async ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken) =>
        await base.ChangesSinceAsync(account, change, limit, cancellationToken) is Changes found
            ? found with { Items = [.. found.Items.Where(item => item.Row is not null)] }
            : throw new InvalidOperationException();
}

/// <summary>Counts rows to find the next page, so rows that come or go shift it.</summary>
internal sealed class PagingByCount(IMessageStore inner) : IMessageStore
{
    public async ValueTask<Page<StoredRow>> ListAsync(
        AccountId account, RowKind kind, int group, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var all = (await inner.ListAsync(account, kind, group, null, int.MaxValue, cancellationToken)).Items;
        var next = from + limit < all.Count ? (from + limit).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<StoredRow>([.. all.Skip(from).Take(limit)], next);
    }
}

/// <summary>Hands out a row again although its lease runs.</summary>
internal sealed class LeasedTwice(IOutboxStore inner) : IOutboxStore
{
    private readonly List<LeasedRow> _before = [];

    public async ValueTask<IReadOnlyList<LeasedRow>> LeaseAsync(TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        var leased = await inner.LeaseAsync(lease, limit, cancellationToken);
        _before.AddRange(leased);
        return _before.ToArray();
    }
}
