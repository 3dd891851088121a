using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Open mail while it waits: a blob of pieces, each encrypted with AES-256-GCM under a key of the blob's own, made from the outbox key.</summary>
/// <remarks>
/// Per piece: 12-byte nonce (version of the outbox key, then the piece's number), ciphertext, 16-byte tag. A piece is so encrypted
/// once: the same piece again gives the same bytes, and the store refuses any others at its place. Every piece but the last is
/// full and the last never is, so a blob that was cut does not read to its end.
/// </remarks>
internal sealed class OpenBody(IBlobStore blobs, ServerSecrets secrets)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int StoredPieceSize = NonceSize + OpenMessage.PieceBytes + TagSize;
    private const string Label = "smail/v1/outbox";

    public async ValueTask WriteAsync(BlobId blob, int index, OpenMessage piece, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        if (index < 0 || piece.Bytes.Length > OpenMessage.PieceBytes)
            throw new SMailException(SMailError.InvalidRequest, "A piece of an open body is too large.");
        var version = secrets.CurrentVersion(ServerSecretKind.Outbox);
        var stored = new byte[NonceSize + piece.Bytes.Length + TagSize];
        WriteNonce(stored, version, index);
        using (var key = KeyOf(blob, version))
        using (var gcm = new AesGcm(key.Span, TagSize))
            gcm.Encrypt(stored.AsSpan(0, NonceSize), piece.Bytes.Span, stored.AsSpan(NonceSize, piece.Bytes.Length), stored.AsSpan(NonceSize + piece.Bytes.Length));
        await blobs.AppendAsync(blob, (long)index * StoredPieceSize, new SealedChunk(stored), leaseUntil, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The length a blob has for an open body of this length.</summary>
    public static long StoredLength(long length) =>
        (length / OpenMessage.PieceBytes * StoredPieceSize) + NonceSize + (length % OpenMessage.PieceBytes) + TagSize;

    /// <summary>The pieces in their order; each is zeroed when the next is asked for.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.Corrupt"/>: changed, cut, or no open body.</exception>
    public async IAsyncEnumerable<OpenMessage> ReadAsync(BlobId blob, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = new byte[StoredPieceSize];
        for (var index = 0; ; index++)
        {
            var length = await ReadFullyAsync(blob, (long)index * StoredPieceSize, stored, cancellationToken).ConfigureAwait(false);
            using var piece = Decrypt(blob, index, stored.AsSpan(0, length));
            var isLast = length < StoredPieceSize;
            yield return piece;
            if (isLast)
                yield break;
        }
    }

    private OpenMessage Decrypt(BlobId blob, int index, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < NonceSize + TagSize)
            throw new StorageException(StorageError.Corrupt, "An open body that waits for delivery was cut.");
        var version = BinaryPrimitives.ReadInt32BigEndian(stored);
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, version, index);
        var plaintext = new byte[stored.Length - NonceSize - TagSize];
        if (!nonce.SequenceEqual(stored[..NonceSize]) || !secrets.Has(ServerSecretKind.Outbox, version))
            throw new StorageException(StorageError.Corrupt, "An open body that waits for delivery can't be read.");
        try
        {
            using var key = KeyOf(blob, version);
            using var gcm = new AesGcm(key.Span, TagSize);
            gcm.Decrypt(nonce, stored[NonceSize..^TagSize], stored[^TagSize..], plaintext);
            return OpenMessage.Adopt(plaintext);
        }
        catch (CryptographicException e)
        {
            throw new StorageException(StorageError.Corrupt, "An open body that waits for delivery was changed.", e);
        }
    }

    private async ValueTask<int> ReadFullyAsync(BlobId blob, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = await blobs.ReadAsync(blob, offset + total, buffer[total..], cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    private SecretBytes KeyOf(BlobId blob, int version) =>
        Hkdf.Expand(secrets.Get(ServerSecretKind.Outbox, version), new LengthPrefixed().AddText(Label).AddId(blob.Value).Written);

    private static void WriteNonce(Span<byte> nonce, int version, int index)
    {
        BinaryPrimitives.WriteInt32BigEndian(nonce, version);
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], index);
    }
}
