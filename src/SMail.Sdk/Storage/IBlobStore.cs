namespace SMail.Sdk.Storage;

/// <summary>Bodies too large for a row. A blob lives as long as a reference or a lease holds it.</summary>
public interface IBlobStore
{
    /// <summary>Adds a piece at the end; the first piece makes the blob. The same piece at the same place again changes nothing.</summary>
    /// <remarks>Once the call has returned the memory of the piece is the caller's again, who may write other bytes into it.</remarks>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: an empty piece or one above its limit, a gap, other bytes than before, or a complete blob.</exception>
    ValueTask AppendAsync(BlobId blob, long offset, SealedChunk chunk, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Marks a blob as whole; it never changes again. Completing again with the same length changes nothing.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.BlobNotFound"/>, or <see cref="StorageError.InvalidArgument"/> for another length.</exception>
    ValueTask CompleteAsync(BlobId blob, long length, CancellationToken cancellationToken);

    /// <summary>What is known of a blob; null where there is none.</summary>
    ValueTask<BlobInfo?> FindAsync(BlobId blob, CancellationToken cancellationToken);

    /// <summary>Reads sealed bytes of a complete blob into a buffer.</summary>
    /// <returns>How many bytes were read; 0 only at the end.</returns>
    /// <exception cref="StorageException"><see cref="StorageError.BlobNotFound"/>, or <see cref="StorageError.InvalidArgument"/> for an offset below 0.</exception>
    ValueTask<int> ReadAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Lengthens a lease; never shortens it. A blob that is not there is no error.</summary>
    ValueTask RenewLeaseAsync(BlobId blob, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Holds a complete blob for an entry; a second time changes nothing.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.BlobNotFound"/>.</exception>
    ValueTask AddReferenceAsync(BlobReference reference, CancellationToken cancellationToken);

    /// <summary>Lets go of a blob; a reference that is not there is no error.</summary>
    ValueTask RemoveReferenceAsync(BlobReference reference, CancellationToken cancellationToken);

    /// <summary>Deletes blobs that no reference and, by the store's clock, no lease holds.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="StorageException"><see cref="StorageError.InvalidArgument"/>: a limit below 1.</exception>
    ValueTask<int> SweepAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Deletes one blob at once when no reference holds it, whatever its lease.</summary>
    /// <returns>Whether it is gone.</returns>
    ValueTask<bool> DiscardAsync(BlobId blob, CancellationToken cancellationToken);
}

/// <summary>What is known of a blob.</summary>
/// <param name="Length">Its length in bytes so far.</param>
/// <param name="IsComplete">Whether it is whole.</param>
/// <param name="LeaseUntil">When its lease ends.</param>
public sealed record BlobInfo(long Length, bool IsComplete, DateTimeOffset LeaseUntil);

/// <summary>An entry's hold on a blob.</summary>
public readonly record struct BlobReference(BlobId Blob, AccountId Account, EntryId Entry);
