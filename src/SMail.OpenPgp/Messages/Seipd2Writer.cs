using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Encrypts the contents of a version 2 SEIPD packet, chunk by chunk (RFC 9580, section 5.13.2).</summary>
internal sealed class Seipd2Writer : EncryptingStream
{
    private readonly Stream output;
    private readonly Seipd2Header header;
    private readonly AeadCipher cipher;
    private readonly byte[] nonce;
    private readonly byte[] associatedData;
    private readonly SecretBytes buffer;
    private readonly int chunkSize;
    private int count;
    private long chunks;
    private long octets;

    /// <summary>Writes contents of a length that is known, or null: short ones then need only a short buffer.</summary>
    internal Seipd2Writer(Stream output, Seipd2Header header, SessionKey sessionKey, long? length)
    {
        (this.output, this.header) = (output, header);
        cipher = header.NewCipher(sessionKey, out nonce);
        associatedData = header.AssociatedData();
        chunkSize = (int)Math.Min(header.ChunkSize, Math.Max(1, length ?? long.MaxValue));
        buffer = new SecretBytes(chunkSize + (2 * AeadCipher.TagSize));
    }

    /// <summary>How long the contents are so far.</summary>
    internal long Written => octets + count;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        while (!data.IsEmpty)
        {
            if (count == chunkSize)
                await WriteChunkAsync(cancellationToken).ConfigureAwait(false);
            var size = Math.Min(data.Length, chunkSize - count);
            data[..size].CopyTo(buffer.Memory[count..]);
            count += size;
            data = data[size..];
        }
    }

    internal override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (count > 0 || chunks == 0)
            await WriteChunkAsync(cancellationToken).ConfigureAwait(false);
        Seipd2Header.SetIndex(nonce, chunks);
        cipher.Seal(nonce, [], header.LastAssociatedData(octets), buffer.Span[..AeadCipher.TagSize]);
        await output.WriteAsync(buffer.Memory[..AeadCipher.TagSize], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteChunkAsync(CancellationToken cancellationToken)
    {
        if (chunks == 0)
            await output.WriteAsync(header.Bytes, cancellationToken).ConfigureAwait(false);
        Seipd2Header.SetIndex(nonce, chunks++);
        var sealedSize = count + AeadCipher.TagSize;
        cipher.Seal(nonce, buffer.Span[..count], associatedData, buffer.Span[..sealedSize]);
        octets += count;
        count = 0;
        await output.WriteAsync(buffer.Memory[..sealedSize], cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        cipher.Dispose();
        base.Dispose(disposing);
    }
}
