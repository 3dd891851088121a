namespace SMail.Sdk.Storage;

/// <summary>Rows that are due for work, of all accounts.</summary>
/// <remarks>
/// A lease raises the row's version, and that version is the fencing token: finishing the work is a commit
/// that expects it, so whoever lost the lease meanwhile gets a <see cref="Conflict"/>.
/// </remarks>
public interface IOutboxStore
{
    /// <summary>Takes rows whose <see cref="Row.Due"/> has come by the store's clock, earliest first, and makes them due again when the lease ends.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: a lease not above zero, or a limit below 1.</exception>
    /// <param name="lease">How long the caller has.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<LeasedRow>> LeaseAsync(TimeSpan lease, int limit, CancellationToken cancellationToken);
}

/// <summary>A leased row.</summary>
/// <param name="Account">Whose row it is.</param>
/// <param name="Stored">The row with its raised version, without its content.</param>
public sealed record LeasedRow(AccountId Account, StoredRow Stored);
