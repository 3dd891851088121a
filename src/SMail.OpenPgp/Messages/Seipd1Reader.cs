using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of a version 1 SEIPD packet. It only ends, with a read of 0 bytes, when the whole
/// was as encrypted; nothing read before that may be trusted.</summary>
internal sealed class Seipd1Reader : DecryptingStream
{
    private const int BufferSize = 64 * 1024;
    private const int HashSize = 20;

    private readonly Stream ciphertext;
    private readonly CfbCipher cipher;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly SecretBytes buffer;
    private readonly byte[] mdc = new byte[IntegrityProtected.MdcSize];
    private readonly long length;
    private long decrypted;
    private int start;
    private int end;
    private bool prefixRepeats;
    private bool failed;

    /// <summary>Reads ciphertext of a known length, the packet's version octet not among it.</summary>
    internal Seipd1Reader(Stream ciphertext, long length, SessionKey sessionKey)
    {
        var id = sessionKey.Cipher ?? throw Errors.Integrity();
        if (length < id.BlockSize() + 2 + IntegrityProtected.MdcSize)
            throw Errors.Integrity();
        (this.ciphertext, this.length) = (ciphertext, length);
        cipher = CfbCipher.Create(id, sessionKey.Key);
        buffer = new SecretBytes((int)Math.Min(BufferSize, length));
    }

    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty)
            return 0;
        while (start == end)
        {
            if (failed)
                throw Errors.Integrity();
            if (decrypted == length)
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
        while (decrypted < length)
            Fill();
    }

    private void Fill()
    {
        var block = buffer.Span[..(int)Math.Min(buffer.Length, length - decrypted)];
        if (ciphertext.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) != block.Length)
            throw Errors.Integrity();
        cipher.Decrypt(block);
        hash.AppendData(block[..(int)Math.Clamp(length - HashSize - decrypted, 0, block.Length)]);
        start = 0;
        if (decrypted == 0)
        {
            prefixRepeats = block.Slice(cipher.BlockSize - 2, 2).SequenceEqual(block.Slice(cipher.BlockSize, 2));
            start = cipher.BlockSize + 2;
        }
        // What belongs to the code at the end is kept back; it may lie in two blocks.
        end = (int)Math.Clamp(length - mdc.Length - decrypted, 0, block.Length);
        var kept = (int)Math.Max(0, decrypted + end - (length - mdc.Length));
        block[end..].CopyTo(mdc.AsSpan(kept));
        start = Math.Min(start, end);
        decrypted += block.Length;
        if (decrypted == length)
            Check();
    }

    private void Check()
    {
        Span<byte> expected = stackalloc byte[IntegrityProtected.MdcSize];
        (expected[0], expected[1]) = (0xD3, 0x14);
        hash.GetHashAndReset(expected[2..]);
        if (CryptographicOperations.FixedTimeEquals(expected, mdc) & prefixRepeats)
            return;
        (start, failed) = (end, true);
        throw Errors.Integrity();
    }

    protected override void Dispose(bool disposing)
    {
        buffer.Dispose();
        cipher.Dispose();
        hash.Dispose();
        ciphertext.Dispose();
        base.Dispose(disposing);
    }
}
