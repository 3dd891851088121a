namespace SMail.Sdk.Storage;

/// <summary>Everything a provider stores, as five facets. It sees sealed bytes, routing data and nothing else.</summary>
/// <remarks>
/// Every row but those of directory and blobs belongs to one account, and every commit touches one account's
/// rows, so any sharded engine can be a provider. Calls are safe from many threads. Failures are
/// <see cref="StorageException"/> with a code; a cancelled call throws <see cref="OperationCanceledException"/>.
/// </remarks>
public interface IMailStorage : IAsyncDisposable
{
    /// <summary>The rows of accounts: commits, single rows, changes.</summary>
    IAccountStore Accounts { get; }

    /// <summary>Lists of rows, a page at a time.</summary>
    IMessageStore Messages { get; }

    /// <summary>Rows that are due for work.</summary>
    IOutboxStore Outbox { get; }

    /// <summary>Addresses.</summary>
    IDirectoryStore Directory { get; }

    /// <summary>Bodies too large for a row.</summary>
    IBlobStore Blobs { get; }

    /// <summary>The folder the data lies in, or null where there is none; server secrets must not lie there too.</summary>
    string? DataFolder { get; }
}
