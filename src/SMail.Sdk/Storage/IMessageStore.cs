namespace SMail.Sdk.Storage;

/// <summary>Lists of rows, a page at a time.</summary>
public interface IMessageStore
{
    /// <summary>The rows of one kind and group, highest <see cref="Row.Order"/> first, without their content.</summary>
    /// <remarks>Rows that come or go between two pages neither repeat nor hide the others.</remarks>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: a cursor that is none, or a limit below 1.</exception>
    /// <param name="account">The account.</param>
    /// <param name="kind">The kind of rows.</param>
    /// <param name="group">The group.</param>
    /// <param name="cursor">Where the last page ended; null for the first.</param>
    /// <param name="limit">How many at the most; a provider may give fewer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<Page<StoredRow>> ListAsync(AccountId account, RowKind kind, int group, string? cursor, int limit, CancellationToken cancellationToken);
}

/// <summary>A page of a list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Next">Where the next page starts, opaque; null when this was the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
