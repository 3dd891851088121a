namespace SMail.Sdk.Storage;

/// <summary>The rows of accounts.</summary>
public interface IAccountStore
{
    /// <summary>Does a commit on one account's rows; an account comes into being with its first commit.</summary>
    /// <remarks>Commit ids belong to their account and are remembered for at least <see cref="CommitMemory"/>; a conflict is not remembered.</remarks>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: a row twice, or a value or content above its limit.</exception>
    ValueTask<CommitResult> CommitAsync(AccountId account, PartitionCommit commit, CancellationToken cancellationToken);

    /// <summary>Finds one row, with its content; null where there is none.</summary>
    ValueTask<StoredRow?> FindAsync(AccountId account, RowKey key, CancellationToken cancellationToken);

    /// <summary>What changed after a change number, oldest first, each row at most once, with deletions.</summary>
    /// <remarks>
    /// Deletions are remembered for at least <see cref="CommitMemory"/>. Leases are no changes. A reader starts with 0;
    /// on <see cref="TooOld"/> it lists all rows anew and goes on from <see cref="TooOld.Latest"/>.
    /// </remarks>
    /// <param name="account">The account.</param>
    /// <param name="change">The last number already known; 0 for none.</param>
    /// <param name="limit">How many at the most; a commit is never split, so the first may come whole with more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: a negative number, or a limit below 1.</exception>
    ValueTask<ChangesResult> ChangesSinceAsync(AccountId account, long change, int limit, CancellationToken cancellationToken);

    /// <summary>How long a commit id and a deletion are remembered.</summary>
    static TimeSpan CommitMemory => TimeSpan.FromDays(30);
}

/// <summary>What changed, or that it is not known any more.</summary>
public abstract record ChangesResult;

/// <summary>Changes, in their order.</summary>
/// <param name="Items">The changes.</param>
/// <param name="UpTo">The number to go on from; the account's latest when there are no more.</param>
/// <param name="More">Whether there are more.</param>
public sealed record Changes(IReadOnlyList<RowChange> Items, long UpTo, bool More) : ChangesResult;

/// <summary>Deletions since then are forgotten, or the number was never given (a backup was restored): the reader must start anew.</summary>
/// <param name="Latest">The account's latest number; once all rows were listed, the number to go on from.</param>
public sealed record TooOld(long Latest) : ChangesResult;

/// <summary>One row that changed.</summary>
/// <param name="Key">The row.</param>
/// <param name="Change">The number of the change.</param>
/// <param name="Row">The row as it is now, without its content; null when it was deleted.</param>
public sealed record RowChange(RowKey Key, long Change, StoredRow? Row);
