using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of a version 1 SEIPD packet. It only ends, with a read of 0 bytes, when the whole
/// was as encrypted; nothing read before that may be trusted.</summary>
internal sealed class Seipd1Reader : DecryptingStream
{
    private const int BlockSize = 64 * 1024;

    private readonly Stream ciphertext;
    private readonly CfbCipher cipher;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly SecretBytes buffer = new(IntegrityProtected.MdcSize + BlockSize);
    private int held;
    private int start;
    private int end;
    private bool prefixRepeats;
    private bool begun;
    private bool failed;
    private bool complete;

    /// <summary>Reads ciphertext to the end of the stream, the packet's version octet not among it.</summary>
    internal Seipd1Reader(Stream ciphertext, SessionKey sessionKey)
    {
        this.ciphertext = ciphertext;
        cipher = CfbCipher.Create(sessionKey.Cipher ?? throw Errors.Integrity(), sessionKey.Key);
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

    /// <summary>What may be the code at the end is kept back from block to block.</summary>
    private void Fill()
    {
        buffer.Span.Slice(end, held).CopyTo(buffer.Span);
        var block = buffer.Span.Slice(held, BlockSize);
        block = block[..ciphertext.ReadAtLeast(block, BlockSize, throwOnEndOfStream: false)];
        cipher.Decrypt(block);
        var size = held + block.Length;
        (start, end) = (0, Math.Max(0, size - IntegrityProtected.MdcSize));
        held = size - end;
        hash.AppendData(buffer.Span[..end]);
        if (!begun)
            Begin();
        if (block.Length < BlockSize)
            Check();
    }

    private void Begin()
    {
        begun = true;
        var prefix = cipher.BlockSize + 2;
        if (end < prefix)
            throw Fail();
        prefixRepeats = buffer.Span.Slice(cipher.BlockSize - 2, 2).SequenceEqual(buffer.Span.Slice(cipher.BlockSize, 2));
        start = prefix;
    }

    private void Check()
    {
        Span<byte> expected = stackalloc byte[IntegrityProtected.MdcSize];
        (expected[0], expected[1]) = (0xD3, 0x14);
        hash.AppendData(expected[..2]);
        hash.GetHashAndReset(expected[2..]);
        if (!(CryptographicOperations.FixedTimeEquals(expected, buffer.Span.Slice(end, held)) & prefixRepeats))
            throw Fail();
        complete = true;
    }

    private OpenPgpException Fail()
    {
        (start, end, held, failed) = (0, 0, 0, true);
        return Errors.Integrity();
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
