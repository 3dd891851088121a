using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of a version 2 SEIPD packet. Every chunk handed out was as encrypted, and it ends only
/// where the sender ended (RFC 9580, section 5.13.2).</summary>
internal sealed class Seipd2Reader : DecryptingStream
{
    private readonly Seipd2Header header;
    private readonly AeadCipher cipher;
    private readonly byte[] nonce;
    private readonly byte[] associatedData;
    private int heldAt;
    private int held;
    private long chunks;
    private long octets;

    /// <summary>Reads chunks and the last tag, up to the end of the stream, which is not longer than <paramref name="maxLength"/>.</summary>
    internal Seipd2Reader(Stream ciphertext, long maxLength, Seipd2Header header, SessionKey sessionKey) : base(ciphertext, NewBuffer(maxLength, header, sessionKey))
    {
        this.header = header;
        cipher = header.NewCipher(sessionKey, out nonce);
        associatedData = header.AssociatedData();
    }

    /// <summary>Opens the first chunk, so that a wrong key shows.</summary>
    internal void Start() => Advance();

    /// <summary>Behind each chunk a tag's length is looked ahead: what is at the end is the last tag.</summary>
    protected override void Fill()
    {
        Buffer.Slice(heldAt, held).CopyTo(Buffer);
        var size = held + ReadCiphertext(Buffer[held..]) - AeadCipher.TagSize;
        (heldAt, held) = (size, AeadCipher.TagSize);
        if (size >= AeadCipher.TagSize)
            TakeChunk(size - AeadCipher.TagSize);
        else if (size == 0 && chunks > 0)
            Finish();
        else
            throw Errors.Integrity();
    }

    // One for a key of another size is not made.
    private static SecretBytes NewBuffer(long maxLength, Seipd2Header header, SessionKey sessionKey) => sessionKey.Key.Length == header.Suite.Cipher.KeySize()
        ? new SecretBytes((int)Math.Min(header.SealedChunkSize + AeadCipher.TagSize, maxLength))
        : throw Errors.Integrity();

    private void TakeChunk(int size)
    {
        Open(Buffer[..(size + AeadCipher.TagSize)], associatedData, size);
        chunks++;
        octets += size;
        Release(0, size);
    }

    private void Finish()
    {
        Open(Buffer[..AeadCipher.TagSize], header.LastAssociatedData(octets), 0);
        Complete();
    }

    private void Open(Span<byte> block, ReadOnlySpan<byte> data, int plaintextSize)
    {
        Seipd2Header.SetIndex(nonce, chunks);
        if (!cipher.TryOpen(nonce, block, data, block[..plaintextSize]))
            throw Errors.Integrity();
    }

    protected override void Dispose(bool disposing)
    {
        cipher.Dispose();
        base.Dispose(disposing);
    }
}
