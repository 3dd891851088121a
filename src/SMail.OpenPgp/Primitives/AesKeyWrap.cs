using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES key wrap with the default initial value (RFC 3394).</summary>
internal static class AesKeyWrap
{
    internal const int Overhead = 8;
    private const int Rounds = 6;
    private const ulong InitialValue = 0xA6A6_A6A6_A6A6_A6A6;

    /// <summary>Wraps at least two blocks of eight bytes.</summary>
    internal static void Wrap(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> plaintext, Span<byte> wrapped) =>
        Wrap(kek, plaintext, wrapped, PrimitiveSets.Default);

    internal static void Wrap(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> plaintext, Span<byte> wrapped, PrimitiveSet set)
    {
        if (plaintext.Length % 8 != 0 || plaintext.Length < 16 || wrapped.Length != plaintext.Length + Overhead)
            throw new CryptographicException("Key wrap takes two or more blocks of eight bytes.");
        using var aes = AesBlock.Create(kek, set);
        Span<byte> block = stackalloc byte[AesBlock.Size];
        var register = InitialValue;
        plaintext.CopyTo(wrapped[Overhead..]);
        var count = plaintext.Length / 8;
        for (var step = 1; step <= Rounds * count; step++)
        {
            var part = wrapped.Slice(Overhead + ((step - 1) % count * 8), 8);
            BinaryPrimitives.WriteUInt64BigEndian(block, register);
            part.CopyTo(block[8..]);
            aes.Encrypt(block);
            register = BinaryPrimitives.ReadUInt64BigEndian(block) ^ (ulong)step;
            block[8..].CopyTo(part);
        }
        BinaryPrimitives.WriteUInt64BigEndian(wrapped, register);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Unwraps; false, and nothing in the destination, when the check value is wrong.</summary>
    internal static bool TryUnwrap(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, Span<byte> plaintext) =>
        TryUnwrap(kek, wrapped, plaintext, PrimitiveSets.Default);

    internal static bool TryUnwrap(ReadOnlySpan<byte> kek, ReadOnlySpan<byte> wrapped, Span<byte> plaintext, PrimitiveSet set)
    {
        if (wrapped.Length % 8 != 0 || wrapped.Length < 24 || plaintext.Length != wrapped.Length - Overhead)
            return false;
        using var aes = AesBlock.Create(kek, set);
        Span<byte> block = stackalloc byte[AesBlock.Size];
        var register = BinaryPrimitives.ReadUInt64BigEndian(wrapped);
        wrapped[Overhead..].CopyTo(plaintext);
        var count = plaintext.Length / 8;
        for (var step = Rounds * count; step >= 1; step--)
        {
            var part = plaintext.Slice((step - 1) % count * 8, 8);
            BinaryPrimitives.WriteUInt64BigEndian(block, register ^ (ulong)step);
            part.CopyTo(block[8..]);
            aes.Decrypt(block);
            register = BinaryPrimitives.ReadUInt64BigEndian(block);
            block[8..].CopyTo(part);
        }
        CryptographicOperations.ZeroMemory(block);
        if ((register ^ InitialValue) == 0)
            return true;
        CryptographicOperations.ZeroMemory(plaintext);
        return false;
    }
}
