using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>The paddings of PKCS #1 version 1.5 (RFC 9580, sections 5.2.2 and 12.1; RFC 8017, sections 7.2 and 9.2).</summary>
internal static class Pkcs1
{
    /// <summary>The bytes padding takes at least.</summary>
    internal const int Overhead = 11;

    private const int FirstEnd = 10;

    /// <summary>Pads a message for encryption, right-aligned in all of the block.</summary>
    internal static void PadMessage(ReadOnlySpan<byte> message, Span<byte> block)
    {
        if (message.Length > block.Length - Overhead)
            throw new CryptographicException("The message is too long for the key.");
        block[0] = 0;
        block[1] = 2;
        var random = block[2..(block.Length - message.Length - 1)];
        RandomNumberGenerator.Fill(random);
        while (random.IndexOf((byte)0) is var zero and >= 0)
            RandomNumberGenerator.Fill(random.Slice(zero, 1));
        block[^(message.Length + 1)] = 0;
        message.CopyTo(block[^message.Length..]);
    }

    /// <summary>
    /// Takes padding away without telling, not even by the time it takes, whether it was right: where it was wrong the
    /// message is the one invented. Destroys the block and answers the length of the message.
    /// </summary>
    internal static int TakeMessage(Span<byte> block, ReadOnlySpan<byte> invented, int inventedLength, Span<byte> message)
    {
        var (wrong, found, end) = (Mask(block[0] != 0) | Mask(block[1] != 2), 0, 0);
        for (var i = 2; i < block.Length; i++)
        {
            var first = Mask(block[i] == 0) & ~found;
            end |= i & first;
            found |= first;
        }
        wrong |= ~found | Mask(end < FirstEnd);

        // Shifted by every power of two in turn, so that no address depends on where the message begins.
        var shift = end + 1;
        for (var step = 1; step < block.Length; step <<= 1)
        {
            var move = Mask((shift & step) != 0);
            for (var i = 0; i < block.Length; i++)
                block[i] = (byte)Choose(move, i + step < block.Length ? block[i + step] : 0, block[i]);
        }
        return Choose(wrong == 0, block, block.Length - shift, invented, inventedLength, message);
    }

    /// <summary>Copies the message of a block, or the one invented, in the same time; answers its length.</summary>
    internal static int Choose(bool right, ReadOnlySpan<byte> block, int length, ReadOnlySpan<byte> invented, int inventedLength, Span<byte> message)
    {
        var mask = Mask(right);
        for (var i = 0; i < invented.Length; i++)
            message[i] = (byte)Choose(mask, block[i], invented[i]);
        return Choose(mask, length, inventedLength);
    }

    /// <summary>Writes the encoded form of a digest that RSA signs.</summary>
    internal static void EncodeDigest(HashId hash, ReadOnlySpan<byte> digest, Span<byte> block)
    {
        var prefix = Prefix(hash);
        if (block.Length < prefix.Length + digest.Length + Overhead)
            throw new CryptographicException("The key is too short for this hash.");
        block.Fill(0xFF);
        block[0] = 0;
        block[1] = 1;
        block[^(prefix.Length + digest.Length + 1)] = 0;
        prefix.CopyTo(block[^(prefix.Length + digest.Length)..]);
        digest.CopyTo(block[^digest.Length..]);
    }

    /// <summary>What stands before a digest (RFC 9580, table 24).</summary>
    private static ReadOnlySpan<byte> Prefix(HashId hash) => hash switch
    {
        HashId.Md5 => [0x30, 0x20, 0x30, 0x0C, 0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05, 0x05, 0x00, 0x04, 0x10],
        HashId.Sha1 => [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14],
        HashId.RipeMd160 => [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x24, 0x03, 0x02, 0x01, 0x05, 0x00, 0x04, 0x14],
        HashId.Sha224 => [0x30, 0x2D, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04, 0x05, 0x00, 0x04, 0x1C],
        HashId.Sha256 => [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
        HashId.Sha384 => [0x30, 0x41, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30],
        HashId.Sha512 => [0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40],
        HashId.Sha3_256 => [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x08, 0x05, 0x00, 0x04, 0x20],
        HashId.Sha3_512 => [0x30, 0x51, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x0A, 0x05, 0x00, 0x04, 0x40],
        _ => throw Packets.Errors.Unsupported("This hash algorithm is not known."),
    };

    /// <summary>All bits or none; the comparison compiles to no branch.</summary>
    private static int Mask(bool condition) => -System.Runtime.CompilerServices.Unsafe.BitCast<bool, byte>(condition);

    private static int Choose(int mask, int yes, int no) => (yes & mask) | (no & ~mask);
}
