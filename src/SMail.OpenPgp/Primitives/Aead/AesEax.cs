using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES-EAX (Bellare, Rogaway and Wagner, "The EAX Mode of Operation") by the processor's AES instructions.</summary>
internal sealed class AesEax<T> : AeadCipher
    where T : struct, IAesRounds
{
    private const int BlockSize = 16;
    private const byte OfNonce = 0;
    private const byte OfHeader = 1;
    private const byte OfCiphertext = 2;

    private readonly AesKeys<T> keys;

    // CMAC's masks for a last block that is whole, and one that is not.
    private readonly SecretBlocks masks = new(2);

    internal AesEax(ReadOnlySpan<byte> key) : base(AeadId.Eax.NonceSize())
    {
        keys = new AesKeys<T>(key);
        masks.Span[0] = Doubling.Double(keys.Encrypt(Vector128<byte>.Zero));
        masks.Span[1] = Doubling.Double(masks.Span[0]);
    }

    private protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertextAndTag)
    {
        var start = Mac(OfNonce, nonce);
        Count(start, plaintext, ciphertextAndTag);
        var tag = start ^ Mac(OfHeader, associatedData) ^ Mac(OfCiphertext, ciphertextAndTag[..^TagSize]);
        tag.CopyTo(ciphertextAndTag[^TagSize..]);
    }

    private protected override bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertextAndTag, ReadOnlySpan<byte> associatedData, Span<byte> plaintext)
    {
        var start = Mac(OfNonce, nonce);
        Span<byte> tag = stackalloc byte[TagSize];
        (start ^ Mac(OfHeader, associatedData) ^ Mac(OfCiphertext, ciphertextAndTag[..^TagSize])).CopyTo(tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, ciphertextAndTag[^TagSize..]))
            return false;
        Count(start, ciphertextAndTag[..^TagSize], plaintext);
        return true;
    }

    /// <summary>Counter mode: xors the encryption of start, start plus one, and so on.</summary>
    private void Count(Vector128<byte> start, ReadOnlySpan<byte> input, Span<byte> output)
    {
        var roundKeys = keys.Encryption;
        var counter = BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<Vector128<byte>, UInt128>(start));
        for (; input.Length >= BlockSize; counter++, input = input[BlockSize..], output = output[BlockSize..])
            (Vector128.Create(input) ^ AesBlocks.One<T>(Block(counter), roundKeys)).CopyTo(output);
        if (!input.IsEmpty)
            AesPieces.Store(AesPieces.Padded(input) ^ AesBlocks.One<T>(Block(counter), roundKeys), output[..input.Length]);
    }

    /// <summary>CMAC (NIST SP 800-38B) over a block that says what of, and the data.</summary>
    private Vector128<byte> Mac(byte what, ReadOnlySpan<byte> data)
    {
        var roundKeys = keys.Encryption;
        var state = Vector128<byte>.Zero.WithElement(BlockSize - 1, what);
        if (data.IsEmpty)
            return AesBlocks.One<T>(state ^ masks.Span[0], roundKeys);
        state = AesBlocks.One<T>(state, roundKeys);
        for (; data.Length > BlockSize; data = data[BlockSize..])
            state = AesBlocks.One<T>(state ^ Vector128.Create(data), roundKeys);
        state ^= data.Length == BlockSize ? Vector128.Create(data) ^ masks.Span[0] : AesPieces.Padded(data) ^ masks.Span[1];
        return AesBlocks.One<T>(state, roundKeys);
    }

    // From two registers: through memory, the wide read would wait for both narrow writes.
    private static Vector128<byte> Block(UInt128 counter) => Vector128.Create(
        BinaryPrimitives.ReverseEndianness((ulong)(counter >> 64)), BinaryPrimitives.ReverseEndianness((ulong)counter)).AsByte();

    protected override void Dispose(bool disposing)
    {
        keys.Dispose();
        masks.Dispose();
    }
}
