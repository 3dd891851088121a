using System.Security.Cryptography;
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
    private readonly byte[] buffer;
    private readonly int sealedChunkSize;
    private long left;
    private long chunks;
    private long octets;
    private int start;
    private int end;
    private bool failed;
    private bool complete;

    /// <summary>Reads chunks and the last tag, of a known length together.</summary>
    internal Seipd2Reader(Stream ciphertext, long length, Seipd2Header header, SessionKey sessionKey)
    {
        if (length < 2 * AeadCipher.TagSize || sessionKey.Key.Length != header.Suite.Cipher.KeySize())
            throw Errors.Integrity();
        (this.ciphertext, this.header, left) = (ciphertext, header, length);
        cipher = header.NewCipher(sessionKey, out nonce);
        associatedData = header.AssociatedData();
        sealedChunkSize = header.ChunkSize + AeadCipher.TagSize;
        buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(sealedChunkSize, length), pinned: true);
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
        buffer.AsSpan(start, count).CopyTo(destination);
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

    private void Fill()
    {
        var size = (int)Math.Min(sealedChunkSize, left - AeadCipher.TagSize);
        if (size == 0)
        {
            Finish();
            return;
        }
        var block = ReadSealed(size);
        Open(block, associatedData, size - AeadCipher.TagSize);
        chunks++;
        octets += size - AeadCipher.TagSize;
        (start, end) = (0, size - AeadCipher.TagSize);
    }

    private void Finish()
    {
        var tag = ReadSealed(AeadCipher.TagSize);
        Open(tag, header.LastAssociatedData(octets), 0);
        complete = true;
    }

    private Span<byte> ReadSealed(int size)
    {
        var block = buffer.AsSpan(0, size);
        left -= size;
        return size >= AeadCipher.TagSize && ciphertext.ReadAtLeast(block, size, throwOnEndOfStream: false) == size ? block : throw Fail();
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
        CryptographicOperations.ZeroMemory(buffer);
        cipher.Dispose();
        ciphertext.Dispose();
        base.Dispose(disposing);
    }
}
