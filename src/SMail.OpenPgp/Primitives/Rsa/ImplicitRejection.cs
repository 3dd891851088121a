using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>
/// Invents the message a wrongly padded ciphertext decrypts to: always the same for one, and not to be told from the real
/// message of another. Whoever may try ciphertexts learns nothing about padding that way.
/// </summary>
internal sealed class ImplicitRejection : IDisposable
{
    private readonly SecretBytes key = new(HMACSHA256.HashSizeInBytes);

    internal ImplicitRejection(ReadOnlySpan<byte> secretExponent) => SHA256.HashData(secretExponent, key.Span);

    /// <summary>Fills all of the destination and answers how long the message is.</summary>
    internal int Invent(ReadOnlySpan<byte> ciphertext, Span<byte> message)
    {
        Span<byte> seed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        HMACSHA256.HashData(key.Span, ciphertext, seed);
        HKDF.Expand(HashAlgorithmName.SHA256, seed, message, "message"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, seed, length, "length"u8);
        CryptographicOperations.ZeroMemory(seed);
        // A product instead of a remainder: dividing takes a time that depends on the number.
        return (int)(((uint)((length[0] << 8) | length[1]) * (uint)(message.Length + 1)) >> 16);
    }

    public void Dispose() => key.Dispose();
}
