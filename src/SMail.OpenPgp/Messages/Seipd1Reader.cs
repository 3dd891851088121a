using System.Security.Cryptography;
using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp;

/// <summary>Decrypts the contents of a version 1 SEIPD packet. It only ends, with a read of 0 bytes, when the whole
/// was as encrypted; nothing read before that may be trusted.</summary>
internal sealed class Seipd1Reader : DecryptingStream
{
    private const int BlockSize = 64 * 1024;

    private readonly CfbCipher cipher;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private int heldAt;
    private int held;
    private bool prefixRepeats;
    private bool begun;

    /// <summary>Reads ciphertext to the end of the stream, the packet's version octet not among it.</summary>
    internal Seipd1Reader(Stream ciphertext, SessionKey sessionKey) : base(ciphertext, new SecretBytes(IntegrityProtected.MdcSize + BlockSize)) =>
        cipher = CfbCipher.Create(sessionKey.Cipher ?? throw Errors.Integrity(), sessionKey.Key);

    /// <summary>What may be the code at the end is kept back from block to block.</summary>
    protected override void Fill()
    {
        Buffer.Slice(heldAt, held).CopyTo(Buffer);
        var block = Buffer.Slice(held, BlockSize);
        block = block[..ReadCiphertext(block)];
        cipher.Decrypt(block);
        var size = held + block.Length;
        heldAt = Math.Max(0, size - IntegrityProtected.MdcSize);
        held = size - heldAt;
        hash.AppendData(Buffer[..heldAt]);
        Release(begun ? 0 : TakePrefix(), heldAt);
        if (block.Length < BlockSize)
            Check();
    }

    private int TakePrefix()
    {
        begun = true;
        var prefix = cipher.BlockSize + 2;
        if (heldAt < prefix)
            throw Errors.Integrity();
        prefixRepeats = Buffer.Slice(cipher.BlockSize - 2, 2).SequenceEqual(Buffer.Slice(cipher.BlockSize, 2));
        return prefix;
    }

    private void Check()
    {
        Span<byte> expected = stackalloc byte[IntegrityProtected.MdcSize];
        (expected[0], expected[1]) = (0xD3, 0x14);
        hash.AppendData(expected[..2]);
        hash.GetHashAndReset(expected[2..]);
        if (!(CryptographicOperations.FixedTimeEquals(expected, Buffer.Slice(heldAt, held)) & prefixRepeats))
            throw Errors.Integrity();
        Complete();
    }

    protected override void Dispose(bool disposing)
    {
        cipher.Dispose();
        hash.Dispose();
        base.Dispose(disposing);
    }
}
