namespace SMail.Sdk.Storage;

/// <summary>Why storage did not do what was asked. Nothing of the call was done; only <see cref="Unavailable"/> may also be an answer that got lost.</summary>
public enum StorageError
{
    /// <summary>Out of reach or busy; the same call may be made again.</summary>
    Unavailable,
    /// <summary>No room is left.</summary>
    Full,
    /// <summary>The data can't be written to.</summary>
    ReadOnly,
    /// <summary>What is stored is damaged.</summary>
    Corrupt,
    /// <summary>The data was written by a newer version, or by one too old to migrate.</summary>
    SchemaMismatch,
    /// <summary>A row, cursor, blob piece or count breaks the contract.</summary>
    InvalidArgument,
    /// <summary>There is no such blob, or it is not complete.</summary>
    BlobNotFound,
}

/// <summary>The one exception of storage providers.</summary>
public sealed class StorageException : Exception
{
    /// <summary>Makes an exception with its code.</summary>
    public StorageException(StorageError code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>What went wrong.</summary>
    public StorageError Code { get; }
}
