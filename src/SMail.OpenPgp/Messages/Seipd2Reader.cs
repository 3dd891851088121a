using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of a version 2 SEIPD packet. Every chunk handed out was as encrypted, and it ends only
/// where the sender ended (RFC 9580, section 5.13.2).</summary>
internal sealed class Seipd2Reader : DecryptingStream
{
    private readonly Stream ciphertext;
    private readonly Seipd2Header header;
    private readonly AeadCipher cipher;
    private readonly byte[] nonce;
    private readonly byte[] associatedData;
    private readonly SecretBytes buffer;
    private readonly int sealedChunkSize;
    private int heldAt;
    private int held;
    private long chunks;
    private long octets;
    private int start;
    private int end;
    private bool failed;
    private bool complete;

    /// <summary>Reads chunks and the last tag, up to the end of the stream, which is not longer than <paramref name="maxLength"/>.</summary>
    internal Seipd2Reader(Stream ciphertext, long maxLength, Seipd2Header header, SessionKey sessionKey)
    {
        if (sessionKey.Key.Length != header.Suite.Cipher.KeySize())
            throw Errors.Integrity();
        (this.ciphertext, this.header) = (ciphertext, header);
        cipher = header.NewCipher(sessionKey, out nonce);
        associatedData = header.AssociatedData();
        sealedChunkSize = header.SealedChunkSize;
        buffer = new SecretBytes((int)Math.Min(sealedChunkSize + AeadCipher.TagSize, maxLength));
    }

    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty)
            return 0;
        while (start == end)
        {
            if (failed)
                throw Errors.Integrity();
            if (complete)
                return 0;
            Fill();
        }
        var count = Math.Min(destination.Length, end - start);
        buffer.Span.Slice(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    internal override void Drain()
    {
        while (!complete)
        {
            if (failed)
                throw Errors.Integrity();
            Fill();
        }
    }

    /// <summary>Opens the first chunk, so that a wrong key shows.</summary>
    internal void Start() => Fill();

    /// <summary>Behind each chunk a tag's length is looked ahead: what is at the end is the last tag.</summary>
    private void Fill()
    {
        buffer.Span.Slice(heldAt, held).CopyTo(buffer.Span);
        var size = held + ciphertext.ReadAtLeast(buffer.Span[held..], buffer.Length - held, throwOnEndOfStream: false) - AeadCipher.TagSize;
        (heldAt, held) = (size, AeadCipher.TagSize);
        if (size >= AeadCipher.TagSize)
            TakeChunk(size - AeadCipher.TagSize);
        else if (size == 0 && chunks > 0)
            Finish();
        else
            throw Fail();
    }

    private void TakeChunk(int size)
    {
        Open(buffer.Span[..(size + AeadCipher.TagSize)], associatedData, size);
        chunks++;
        octets += size;
        (start, end) = (0, size);
    }

    private void Finish()
    {
        Open(buffer.Span[..AeadCipher.TagSize], header.LastAssociatedData(octets), 0);
        complete = true;
    }

    private void Open(Span<byte> block, ReadOnlySpan<byte> data, int plaintextSize)
    {
        Seipd2Header.SetIndex(nonce, chunks);
        if (!cipher.TryOpen(nonce, block, data, block[..plaintextSize]))
            throw Fail();
    }

    private OpenPgpException Fail()
    {
        (start, end, failed) = (0, 0, true);
        return Errors.Integrity();
    }

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        cipher.Dispose();
        ciphertext.Dispose();
        base.Dispose(disposing);
    }
}
