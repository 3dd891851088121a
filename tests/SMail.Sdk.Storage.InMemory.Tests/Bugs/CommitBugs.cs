namespace SMail.Sdk.Storage.InMemory.Tests.Bugs;

/// <summary>Does not look at expected versions.</summary>
internal sealed class StaleVersionAccepted(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(account, commit with { Writes = [.. commit.Writes.Select(Unchecked)] }, cancellationToken);

    private static RowWrite Unchecked(RowWrite write) =>
        write.Precondition.Kind == PreconditionKind.Version ? write with { Precondition = Precondition.None } : write;
}

/// <summary>Takes a lease's token for valid when it is stale, as if leases did not raise the version.</summary>
internal sealed class StaleTokenAccepted(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override async ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken)
    {
        var writes = commit.Writes.ToArray();
        for (var i = 0; i < writes.Length; i++)
        {
            var stored = await Inner.FindAsync(account, writes[i].Key, cancellationToken);
            if (writes[i].Precondition.Kind == PreconditionKind.Version && stored?.Row.Due is not null)
                writes[i] = writes[i] with { Precondition = Precondition.Version(stored.Version) };
        }
        return await base.CommitAsync(account, commit with { Writes = writes }, cancellationToken);
    }
}

/// <summary>Forgets commit ids at once, so a delivery that is sent twice arrives twice.</summary>
internal sealed class CommitIdForgotten(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(account, commit with { Id = Id.Generate<CommitId>() }, cancellationToken);
}

/// <summary>Does the writes that could be done although others conflict.</summary>
internal sealed class ConflictDoneInPart(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override async ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken)
    {
        var result = await base.CommitAsync(account, commit, cancellationToken);
        if (result is Conflict conflict)
        {
            var rest = commit.Writes.Where(write => !conflict.Rows.Contains(write.Key)).ToArray();
            await base.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), rest), cancellationToken);
        }
        return result;
    }
}

/// <summary>Keeps the caller's own buffer instead of a copy.</summary>
internal sealed class BufferNotCopied(IAccountStore inner) : ForwardingAccounts(inner)
{
    private readonly Dictionary<RowKey, RowValue> _values = [];

    public override ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken)
    {
        foreach (var put in commit.Writes.OfType<PutRow>())
            _values[put.Key] = put.Row.Value;
        return base.CommitAsync(account, commit, cancellationToken);
    }

    public override async ValueTask<StoredRow?> FindAsync(AccountId account, RowKey key, CancellationToken cancellationToken) =>
        await base.FindAsync(account, key, cancellationToken) is { } row ? row with { Row = row.Row with { Value = _values[key] } } : null;
}

/// <summary>Never looks at the token.</summary>
internal sealed class CancellationIgnored(IAccountStore inner) : ForwardingAccounts(inner)
{
    public override ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(account, commit, CancellationToken.None);
}
