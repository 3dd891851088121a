using System.Security.Cryptography;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>The body of an entry, fetched as it is read and hashed on the way. Read once, from start to end.</summary>
internal sealed class BodyStream(MailboxEntry entry, Func<long, int, CancellationToken, ValueTask<SealedChunk>> readRange) : AsyncReadStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> chunk = entry.Body?.Bytes ?? default;
    private long fetched = entry.Body?.Bytes.Length ?? 0;

    /// <summary>SHA-256 of what was read.</summary>
    public byte[] GetHash() => hash.GetCurrentHash();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (chunk.IsEmpty && fetched < entry.BodyLength)
        {
            chunk = (await readRange(fetched, (int)Math.Min(SealedChunk.MaxBytes, entry.BodyLength - fetched), cancellationToken).ConfigureAwait(false)).Bytes;
            fetched += chunk.Length;
        }

        var count = Math.Min(buffer.Length, chunk.Length);
        chunk[..count].CopyTo(buffer);
        hash.AppendData(chunk.Span[..count]);
        chunk = chunk[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        hash.Dispose();
        base.Dispose(disposing);
    }
}
