using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES-OCB with a tag of 16 bytes (RFC 7253) by the processor's AES instructions.</summary>
internal sealed class AesOcb<TEncryption, TDecryption> : AeadCipher
    where TEncryption : struct, IAesRounds
    where TDecryption : struct, IAesRounds
{
    private const int BlockSize = 16;
    private const int BottomBits = 6;

    private readonly AesKeys<TEncryption> keys;
    private readonly SecretBlocks inverse = new(AesSchedule.MaxKeys);
    private readonly OcbTables tables;

    internal AesOcb(ReadOnlySpan<byte> key, int nonceSize) : base(nonceSize)
    {
        keys = new AesKeys<TEncryption>(key);
        AesSchedule.Invert(keys.Encryption, inverse.Span);
        tables = new OcbTables(keys.Encrypt(Vector128<byte>.Zero), keys.Encryption[0], keys.Encryption[^1]);
    }

    private ReadOnlySpan<Vector128<byte>> Inverse => inverse.Span[..(keys.Rounds + 1)];

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertextAndTag)
    {
        var (offset, checksum) = (FirstOffset(nonce), Vector128<byte>.Zero);
        OcbKernel.Run<TEncryption>(keys.Encryption, tables.Whitening, tables.Last, tables.Ladder, plaintext, ciphertextAndTag, ref offset, ref checksum);
        var done = plaintext.Length / OcbKernel.BatchSize * OcbKernel.BatchSize;
        for (var number = done / BlockSize; plaintext.Length - done >= BlockSize; done += BlockSize)
        {
            offset ^= tables.Ladder[int.TrailingZeroCount(++number)];
            var block = Vector128.Create<byte>(plaintext.Slice(done, BlockSize));
            checksum ^= block;
            (keys.Encrypt(block ^ offset) ^ offset).CopyTo(ciphertextAndTag[done..]);
        }
        if (done < plaintext.Length)
        {
            offset ^= tables.Star;
            var block = AesPieces.Padded(plaintext[done..]);
            checksum ^= block;
            AesPieces.Store(block ^ keys.Encrypt(offset), ciphertextAndTag[done..plaintext.Length]);
        }
        Tag(checksum ^ offset, associatedData).CopyTo(ciphertextAndTag[plaintext.Length..]);
    }

    private protected override bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        var ciphertext = ciphertextAndTag[..^TagSize];
        var (offset, checksum) = (FirstOffset(nonce), Vector128<byte>.Zero);
        // The inverse cipher begins with the last key and ends with the first.
        OcbKernel.Run<TDecryption>(Inverse, tables.Last, tables.Whitening, tables.Ladder, ciphertext, plaintext, ref offset, ref checksum);
        var done = ciphertext.Length / OcbKernel.BatchSize * OcbKernel.BatchSize;
        for (var number = done / BlockSize; ciphertext.Length - done >= BlockSize; done += BlockSize)
        {
            offset ^= tables.Ladder[int.TrailingZeroCount(++number)];
            var block = AesBlocks.One<TDecryption>(Vector128.Create<byte>(ciphertext.Slice(done, BlockSize)) ^ offset, Inverse) ^ offset;
            checksum ^= block;
            block.CopyTo(plaintext[done..]);
        }
        if (done < ciphertext.Length)
        {
            offset ^= tables.Star;
            AesPieces.Store(AesPieces.Padded(ciphertext[done..]) ^ keys.Encrypt(offset), plaintext[done..]);
            checksum ^= AesPieces.Padded(plaintext[done..]);
        }
        Span<byte> tag = stackalloc byte[TagSize];
        Tag(checksum ^ offset, associatedData).CopyTo(tag);
        return CryptographicOperations.FixedTimeEquals(tag, ciphertextAndTag[^TagSize..]);
    }

    private Vector128<byte> FirstOffset(ReadOnlySpan<byte> nonce)
    {
        // In front of the nonce stand the tag's size in bits, which 16 bytes make zero, and a one bit.
        Span<byte> block = stackalloc byte[BlockSize];
        block[^(nonce.Length + 1)] = 1;
        nonce.CopyTo(block[^nonce.Length..]);
        var bottom = block[^1] & ((1 << BottomBits) - 1);
        block[^1] -= (byte)bottom;
        keys.Encrypt(Vector128.Create<byte>(block)).CopyTo(block);
        var top = BinaryPrimitives.ReadUInt128BigEndian(block);
        var beyond = (ulong)(top >> 64) ^ (ulong)(top >> 56);
        var shifted = (top << bottom) | (((UInt128)beyond << bottom) >> 64);
        BinaryPrimitives.WriteUInt128BigEndian(block, shifted);
        return Vector128.Create<byte>(block);
    }

    private Vector128<byte> Tag(Vector128<byte> sum, ReadOnlySpan<byte> associatedData) =>
        keys.Encrypt(sum ^ tables.Dollar) ^ Hash(associatedData);

    private Vector128<byte> Hash(ReadOnlySpan<byte> data)
    {
        var (offset, sum) = (Vector128<byte>.Zero, Vector128<byte>.Zero);
        for (var number = 1; data.Length >= BlockSize; number++, data = data[BlockSize..])
        {
            offset ^= tables.Ladder[int.TrailingZeroCount(number)];
            sum ^= keys.Encrypt(Vector128.Create<byte>(data[..BlockSize]) ^ offset);
        }
        return data.IsEmpty ? sum : sum ^ keys.Encrypt(AesPieces.Padded(data) ^ offset ^ tables.Star);
    }

    protected override void Dispose(bool disposing)
    {
        keys.Dispose();
        inverse.Dispose();
        tables.Dispose();
    }
}
