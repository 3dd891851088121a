using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>Expands a key into round keys (FIPS 197, section 5.2) with the processor's AES instructions, so that no table is looked up by a secret.</summary>
internal static class AesSchedule
{
    /// <summary>The most round keys there are, those of AES-256.</summary>
    internal const int MaxKeys = 15;

    private const int WordsPerKey = 4;

    /// <summary>How many rounds a key of this many bytes asks for: 10, 12 or 14.</summary>
    internal static int Rounds(int keySize) => keySize is 16 or 24 or 32
        ? (keySize / 4) + 6
        : throw new CryptographicException("An AES key has 16, 24 or 32 bytes.");

    /// <summary>Writes one key more than there are rounds.</summary>
    internal static void Expand<TEncryption>(ReadOnlySpan<byte> key, Span<Vector128<byte>> roundKeys)
        where TEncryption : struct, IAesRounds
    {
        var words = MemoryMarshal.Cast<Vector128<byte>, uint>(roundKeys)[..(WordsPerKey * (Rounds(key.Length) + 1))];
        var given = key.Length / sizeof(uint);
        MemoryMarshal.Cast<byte, uint>(key).CopyTo(words);
        uint constant = 1;
        for (var i = given; i < words.Length; i++)
        {
            var word = words[i - 1];
            if (i % given == 0)
            {
                // Words are little-endian here, so the standard's rotation to the left is one to the right.
                word = Substitute<TEncryption>(uint.RotateRight(word, 8)) ^ constant;
                constant = (constant << 1) ^ ((constant >> 7) * 0x11B);
            }
            else if (given > 6 && i % given == 4)
            {
                word = Substitute<TEncryption>(word);
            }
            words[i] = words[i - given] ^ word;
        }
    }

    /// <summary>Writes the keys of the equivalent inverse cipher (FIPS 197, section 5.3.5).</summary>
    internal static void Invert(ReadOnlySpan<Vector128<byte>> encryption, Span<Vector128<byte>> decryption)
    {
        for (var i = 0; i < encryption.Length; i++)
        {
            var key = encryption[^(i + 1)];
            decryption[i] = i == 0 || i == encryption.Length - 1 ? key
                : System.Runtime.Intrinsics.X86.Aes.IsSupported ? System.Runtime.Intrinsics.X86.Aes.InverseMixColumns(key)
                : System.Runtime.Intrinsics.Arm.Aes.InverseMixColumns(key);
        }
    }

    private static uint Substitute<TEncryption>(uint word)
        where TEncryption : struct, IAesRounds
    {
        // With four equal columns the shift of rows changes nothing, and the last round mixes none: the S-box is left.
        var state = Vector128.Create(word).AsByte();
        return TEncryption.End(state, Vector128<byte>.Zero, Vector128<byte>.Zero).AsUInt32().ToScalar();
    }
}
