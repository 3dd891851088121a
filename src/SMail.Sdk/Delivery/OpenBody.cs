using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Delivery;

/// <summary>Open mail while it waits: a blob of pieces, each encrypted with AES-256-GCM under a key of the blob's own, made from the outbox key.</summary>
/// <remarks>
/// Per piece: 4-byte version of the outbox key, 12-byte nonce, ciphertext, 16-byte tag; version and number are authenticated.
/// The nonce is a MAC of number and piece, so the same piece again gives the same bytes, and another piece another nonce, whatever
/// ids a client chooses. Every piece but the last is full and the last never is, so a blob that was cut does not read to its end.
/// </remarks>
internal sealed class OpenBody(IBlobStore blobs, ServerSecrets secrets)
{
    private const int VersionSize = 4;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = VersionSize + NonceSize + TagSize;
    private const int StoredPieceSize = OpenMessage.PieceBytes + Overhead;

    /// <summary>The length a blob has for an open body of this length.</summary>
    public static long StoredLength(long length) =>
        (length / OpenMessage.PieceBytes * StoredPieceSize) + (length % OpenMessage.PieceBytes) + Overhead;

    public async ValueTask WriteAsync(BlobId blob, int index, OpenMessage piece, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        if (index < 0 || piece.Bytes.Length > OpenMessage.PieceBytes)
            throw new SMailException(SMailError.InvalidRequest, "A piece of an open body is too large.");
        await blobs.AppendAsync(blob, (long)index * StoredPieceSize, new SealedChunk(Encrypt(blob, index, piece.Bytes.Span)), leaseUntil, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pieces in their order; each is zeroed when the next is asked for.</summary>
    /// <exception cref="StorageException"><see cref="StorageError.Corrupt"/>: changed, cut, or no open body.</exception>
    public async IAsyncEnumerable<OpenMessage> ReadAsync(BlobId blob, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = new byte[StoredPieceSize];
        for (var index = 0; ; index++)
        {
            var length = await ReadFullyAsync(blob, (long)index * StoredPieceSize, stored, cancellationToken).ConfigureAwait(false);
            using var piece = Decrypt(blob, index, stored.AsSpan(0, length));
            yield return piece;
            if (length < StoredPieceSize)
                yield break;
        }
    }

    private byte[] Encrypt(BlobId blob, int index, ReadOnlySpan<byte> piece)
    {
        var version = secrets.CurrentVersion(ServerSecretKind.Outbox);
        var stored = new byte[piece.Length + Overhead];
        BinaryPrimitives.WriteInt32BigEndian(stored, version);
        var nonce = stored.AsSpan(VersionSize, NonceSize);
        using (var nonceKey = KeyOf(blob, version, "smail/v1/outbox/nonce"))
        using (var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, nonceKey.Span))
        {
            mac.AppendData(AssociatedData(version, index));
            mac.AppendData(piece);
            mac.GetHashAndReset()[..NonceSize].CopyTo(nonce);
        }

        using var key = KeyOf(blob, version, "smail/v1/outbox");
        using var gcm = new AesGcm(key.Span, TagSize);
        gcm.Encrypt(nonce, piece, stored.AsSpan(VersionSize + NonceSize, piece.Length), stored.AsSpan(^TagSize..), AssociatedData(version, index));
        return stored;
    }

    private OpenMessage Decrypt(BlobId blob, int index, ReadOnlySpan<byte> stored)
    {
        var version = stored.Length < Overhead ? 0 : BinaryPrimitives.ReadInt32BigEndian(stored);
        if (!secrets.Has(ServerSecretKind.Outbox, version))
            throw new StorageException(StorageError.Corrupt, "An open body that waits for delivery was cut, or is under a secret that is missing.");
        var plaintext = new byte[stored.Length - Overhead];
        try
        {
            using var key = KeyOf(blob, version, "smail/v1/outbox");
            using var gcm = new AesGcm(key.Span, TagSize);
            gcm.Decrypt(stored.Slice(VersionSize, NonceSize), stored[(VersionSize + NonceSize)..^TagSize], stored[^TagSize..], plaintext, AssociatedData(version, index));
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

    private SecretBytes KeyOf(BlobId blob, int version, string label) =>
        Hkdf.Expand(secrets.Get(ServerSecretKind.Outbox, version), new LengthPrefixed().AddText(label).AddId(blob.Value).Written);

    private static byte[] AssociatedData(int version, int index)
    {
        var data = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(data, version);
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(4), index);
        return data;
    }
}
