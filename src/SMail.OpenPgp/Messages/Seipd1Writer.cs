using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Encrypts the contents of a version 1 SEIPD packet (RFC 9580, section 5.13.1): CFB over a random prefix, the
/// plaintext, and a SHA-1 hash of both.</summary>
internal sealed class Seipd1Writer : EncryptingStream
{
    private const int MaxBufferSize = 64 * 1024;

    private readonly Stream output;
    private readonly AesCfb cipher;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly SecretBytes buffer;
    private int count = IntegrityProtected.PrefixSize;
    private bool started;

    /// <summary>Writes contents of a length that is known, or null: short ones then need only a short buffer.</summary>
    internal Seipd1Writer(Stream output, SessionKey sessionKey, long? length)
    {
        this.output = output;
        var size = (int)Math.Min(MaxBufferSize, (length ?? MaxBufferSize) + IntegrityProtected.PrefixSize + IntegrityProtected.MdcSize);
        buffer = new SecretBytes((size + AesCfb.BlockSize - 1) / AesCfb.BlockSize * AesCfb.BlockSize);
        cipher = new AesCfb(sessionKey.Key, length: AesCfb.BlockSize);
        RandomNumberGenerator.Fill(buffer.Span[..AesCfb.BlockSize]);
        buffer.Span.Slice(AesCfb.BlockSize - 2, 2).CopyTo(buffer.Span[AesCfb.BlockSize..]);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        while (!data.IsEmpty)
        {
            if (count == buffer.Length)
                await FlushAsync(hashed: count, cancellationToken).ConfigureAwait(false);
            var size = Math.Min(data.Length, buffer.Length - count);
            data[..size].CopyTo(buffer.Memory[count..]);
            count += size;
            data = data[size..];
        }
    }

    /// <summary>Writes the modification detection code and what is left.</summary>
    internal override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (count > buffer.Length - IntegrityProtected.MdcSize)
        {
            // The cipher takes whole blocks until the last call, so a block stays behind where needed.
            await FlushAsync(hashed: count / AesCfb.BlockSize * AesCfb.BlockSize, cancellationToken).ConfigureAwait(false);
        }
        buffer.Span[count++] = 0xD3;
        buffer.Span[count++] = 0x14;
        hash.AppendData(buffer.Span[..count]);
        hash.GetHashAndReset(buffer.Span[count..]);
        count += IntegrityProtected.MdcSize - 2;
        cipher.Encrypt(buffer.Span[..count]);
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(buffer.Memory[..count], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The packet's version goes before the ciphertext.</summary>
    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (!started)
            await output.WriteAsync(new[] { IntegrityProtected.Version1 }, cancellationToken).ConfigureAwait(false);
        started = true;
    }

    private async ValueTask FlushAsync(int hashed, CancellationToken cancellationToken)
    {
        hash.AppendData(buffer.Span[..hashed]);
        cipher.Encrypt(buffer.Span[..hashed]);
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(buffer.Memory[..hashed], cancellationToken).ConfigureAwait(false);
        buffer.Span[hashed..count].CopyTo(buffer.Span);
        count -= hashed;
    }

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        cipher.Dispose();
        hash.Dispose();
        base.Dispose(disposing);
    }
}
